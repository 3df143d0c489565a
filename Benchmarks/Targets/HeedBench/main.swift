// Prints what cannot be measured from outside, as lines of words that sections/products.py and its neighbours read.
//
//     heed-bench products              the machine's limits, and each product of a decoder step
//     heed-bench memory THREADS        what threads together read from memory
//     heed-bench steps DIRECTORY       the steps of a model: seconds and allocations
//     heed-bench writing               attention weights as JSON and as base64: bytes and seconds

import Tensors

Parallelism.setThreads(1)
switch CommandLine.arguments.dropFirst().first {
case "products": measureProducts()
case "writing": measureWriting()
case "memory" where CommandLine.arguments.count == 3: measureMemory(threads: Int(CommandLine.arguments[2]) ?? 1)
case "steps" where CommandLine.arguments.count == 3: try await measureSteps(of: CommandLine.arguments[2])
default:
    print("usage: heed-bench products | heed-bench writing | heed-bench memory THREADS | heed-bench steps DIRECTORY")
}

import ArgumentParser
import Service

struct Quantize: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a model directory whose weights are int8 or bfloat16.",
        discussion: """
            Replies of the model that is written are those of the original with the same --dtype, byte for byte; it is smaller and \
            loads faster. heed finds the type in its config.json. Only heed reads it.
            """)

    @Argument(help: "A model directory.") var directory: String
    @Argument(help: "The directory to write; it must be empty, or not there.") var output: String
    @Option(help: "How the weights are stored: int8 or bfloat16.") var dtype = "int8"

    func validate() throws {
        guard Quantization.types.contains(dtype) else {
            throw ValidationError("--dtype must be one of \(Quantization.types.joined(separator: ", ")), not \(dtype)")
        }
    }

    func run() throws {
        let bytes = try Quantization.write(
            directory: HomePath.expanded(directory), output: HomePath.expanded(output), type: dtype)
        try Console.say("\(output): \(dtype), \((bytes + 999_999) / 1_000_000) MB of weights")
    }
}

import Glibc
import JSON
import Tensors

/// How fast attention weights are written.
///
/// Lines: `writing FORM BYTES SECONDS`: the bytes of the text, and the least time of several runs.
func measureWriting() {
    let weights = softmaxWeights(rows: 16 << 10, keys: 128)
    weights.withUnsafeBufferPointer { weights in
        measure("json") { writer in writer.value(weights) }
        measure("base64-float32") { writer in writer.base64(UnsafeRawBufferPointer(weights)) }
        for (name, type) in [("base64-float16", CompactNumber.float16), ("base64-uint8", .uint8)] {
            measure(name) { writer in
                writer.base64(ofCount: weights.count * type.size) { range, buffer in
                    let piece = weights[range.lowerBound / type.size..<range.upperBound / type.size]
                    type.write(UnsafeBufferPointer(rebasing: piece), to: buffer)
                }
            }
        }
    }
}

private func measure(_ name: String, _ body: (inout JSONWriter) -> Void) {
    var least = Duration.seconds(1000)
    var count = 0
    for _ in 0..<7 {
        let elapsed = ContinuousClock().measure {
            var writer = JSONWriter(capacity: 64 << 20)
            body(&writer)
            count = writer.finish().count
        }
        least = min(least, elapsed)
    }
    print("writing", name, count, least / .seconds(1))
}

/// Rows of random scores through a softmax: some keys get most of the weight, most get little.
private func softmaxWeights(rows: Int, keys: Int) -> [Float] {
    var state: UInt64 = 1
    func next() -> Float {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float(state >> 40) / Float(1 << 24)
    }
    let weights = Tensor(Shape(rows, keys), (0..<rows * keys).map { _ in 6 * (next() + next() + next() - 1.5) })
    weights.softmaxRows()
    return weights.array()
}

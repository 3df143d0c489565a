import CMeter
import Tensors

/// A linear layer of the decoder of OPUS-MT en-fr.
private struct Product {
    let name: String
    let inputs: Int
    let outputs: Int
    /// How many of it a step computes.
    let count: Int

    var multiplyAdds: Int { inputs * outputs }
}

private let layers = 6
private let products = [
    Product(name: "queries, keys, values", inputs: 512, outputs: 1536, count: layers),
    Product(name: "attention output", inputs: 512, outputs: 512, count: 2 * layers),
    Product(name: "cross queries", inputs: 512, outputs: 512, count: layers),
    Product(name: "feed-forward, first", inputs: 512, outputs: 2048, count: layers),
    Product(name: "feed-forward, second", inputs: 2048, outputs: 512, count: layers),
    Product(name: "head", inputs: 512, outputs: 59_514, count: 1),
]

/// All products of a step in turn, again and again, so that each finds its weights where a step would: in memory, not in the cache that
/// the last product filled.
///
/// Lines: `machine FLOAT_PEAK INTEGER_PEAK` (operations a second), those of `measureMemory` for one thread,
/// `product TYPE ROWS COUNT INPUTS OUTPUTS BYTES SECONDS NAME` (bytes and seconds of one).
func measureProducts() {
    print("machine", heed_meter_float_peak(), heed_meter_integer_peak())
    measureMemory(threads: 1)
    for type in WeightType.allCases {
        let matrices = products.map { product in (0..<product.count).map { _ in matrix(product, as: type) } }
        for rows in [1, 4, 8, 32] {
            for (product, (one, seconds)) in zip(products, zip(matrices, secondsOfEach(matrices, rows: rows))) {
                print(
                    "product", type.rawValue, rows, product.count, product.inputs, product.outputs, one[0].byteCount,
                    seconds,
                    product.name)
            }
        }
    }
}

/// What so many threads together read from as much memory as a step does.
///
/// Lines: `memory TYPE BYTES_PER_SECOND`.
func measureMemory(threads: Int) {
    let weights = products.reduce(0) { $0 + $1.count * $1.multiplyAdds }
    for (type, width) in [(WeightType.float32, 4), (.bfloat16, 2), (.int8, 1)] {
        print("memory", type.rawValue, heed_meter_read_bandwidth(weights * width, threads))
    }
}

private func matrix(_ product: Product, as type: WeightType) -> PackedMatrix {
    var state: UInt32 = 1
    let weights = (0..<product.multiplyAdds).map { _ -> Float in
        state = state &* 1_664_525 &+ 1_013_904_223
        return Float(Int32(bitPattern: state)) * 0x1p-31
    }
    return PackedMatrix(weights: Tensor(Shape(product.outputs, product.inputs), weights), bias: nil, as: type)
}

/// The median over the rounds of the mean seconds of one product of each kind.
private func secondsOfEach(_ matrices: [[PackedMatrix]], rows: Int) -> [Double] {
    let inputs = matrices.map { kind in
        Tensor(Shape(rows, kind[0].inputs), (0..<rows * kind[0].inputs).map { Float($0 % 17) / 8 - 1 })
    }
    let rounds = 12
    var seconds = matrices.map { _ in [Double]() }
    for round in 0...rounds {
        for (kind, (matrices, x)) in zip(matrices, inputs).enumerated() {
            let begin = heed_meter_seconds()
            for matrix in matrices { _ = matrix(x) }
            let each = (heed_meter_seconds() - begin) / Double(matrices.count)
            if round > 0 { seconds[kind].append(each) }
        }
    }
    return seconds.map { $0.sorted()[rounds / 2] }
}

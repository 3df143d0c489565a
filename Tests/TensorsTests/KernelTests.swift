import CKernels
import Tensors
import Testing

private let activations: [(Activation, heed_activation)] = [
    (.relu, HEED_RELU), (.gelu, HEED_GELU), (.geluTanh, HEED_GELU_TANH), (.silu, HEED_SILU), (.tanh, HEED_TANH),
    (.sigmoid, HEED_SIGMOID), (.relu6, HEED_RELU6), (.reluSquared, HEED_RELU_SQUARED), (.leakyReLU, HEED_LEAKY_RELU),
    (.gelu10, HEED_GELU_10), (.quickGELU, HEED_QUICK_GELU), (.mish, HEED_MISH), (.hardSwish, HEED_HARD_SWISH),
    (.laplace, HEED_LAPLACE), (.sqrtSoftplus, HEED_SQRT_SOFTPLUS), (.linear, HEED_NO_ACTIVATION),
]

/// Their tails are differences of nearly equal numbers, or powers of rounded exponents, in torch too: exact to float's
/// step at 1.
private let withRoundedTails: [Activation] = [.gelu, .geluTanh, .gelu10, .quickGELU, .laplace, .sqrtSoftplus]

/// Dense over the interesting range, with the ends of float's own range.
private let abscissas: [Float] =
    stride(from: -20, through: 20, by: 0.0037).map { Float($0) }
    + stride(from: -120, through: 120, by: 0.37).map { Float($0) }
    + [0, -0.0, 0x1p-133, -0x1p-133, 1e-10, -1e-10, 0.625, 0.6250001, 0.925, 1.3081, 3e38, -3e38, .infinity]

@Test func activationsMatchTheirPlainTwins() {
    for (activation, kernel) in activations {
        let expected = abscissas.map { heed_reference_activation($0, kernel) }
        let results = underEachInstructionSet { _ in
            let tensor = Tensor(Shape(abscissas.count), abscissas)
            tensor.apply(activation)
            return tensor.array()
        }
        for found in results {
            let floor: Float = withRoundedTails.contains(activation) ? 1 : 1e-30
            #expect(largestDifference(found, expected, floor: floor) < 6e-7, "\(activation)")
            #expect(bits(found) == bits(results[0]))
        }
    }
}

@Test func gatesMatchTheirPlainTwins() {
    var random = Numbers(7)
    for (activation, kernel) in activations {
        for size in oddSizes {
            let x = random.tensor(Shape(3, 2 * size), -6...6)
            var expected: [Float] = []
            for row in 0..<3 {
                var to = [Float](repeating: 0, count: size)
                heed_reference_gate(&to, x.rows(row..<row + 1).array(), size, kernel)
                expected += to
            }
            let results = underEachInstructionSet { _ in x.gated(by: activation) }
            #expect(results[0].shape == Shape(3, size))
            #expect(largestDifference(results[0].array(), expected, floor: 1) < 2e-6, "\(activation) of \(size)")
            #expect(results.allSatisfy { bits($0) == bits(results[0]) })
        }
    }
}

@Test func activationsKeepNaN() {
    for activation in Activation.allCases {
        let tensor = Tensor(Shape(17), [Float](repeating: .nan, count: 17))
        tensor.apply(activation)
        #expect(tensor.array().allSatisfy { $0.isNaN }, "\(activation)")
    }
}

@Test func normsMatchTheirPlainTwins() {
    var random = Numbers(1)
    for size in oddSizes {
        let x = random.tensor(Shape(3, size), -5...9)
        let gain = random.tensor(Shape(size), 0.5...2)
        let bias = random.tensor(Shape(size))
        var layer = [Float](repeating: 0, count: 3 * size)
        var unbiased = layer
        var rms = layer
        for row in 0..<3 {
            let numbers = x.rows(row..<row + 1).array()
            let range = row * size..<(row + 1) * size
            var to = [Float](repeating: 0, count: size)
            heed_reference_layer_norm(&to, numbers, gain.array(), bias.array(), size, 1e-5)
            layer.replaceSubrange(range, with: to)
            heed_reference_layer_norm(&to, numbers, gain.array(), nil, size, 1e-5)
            unbiased.replaceSubrange(range, with: to)
            heed_reference_rms_norm(&to, numbers, gain.array(), size, 1e-6)
            rms.replaceSubrange(range, with: to)
        }
        let results = underEachInstructionSet { _ in
            let found = [
                x.layerNorm(gain: gain, bias: bias, epsilon: 1e-5), x.layerNorm(gain: gain, bias: nil, epsilon: 1e-5),
                x.rmsNorm(gain: gain, epsilon: 1e-6),
            ]
            #expect(largestDifference(found[0].array(), layer, floor: 1) < 4e-6, "size \(size)")
            #expect(largestDifference(found[1].array(), unbiased, floor: 1) < 4e-6, "size \(size)")
            #expect(largestDifference(found[2].array(), rms, floor: 1) < 4e-6, "size \(size)")
            return found.map { bits($0) }
        }
        #expect(results.allSatisfy { $0 == results[0] })
    }
}

@Test func layerNormOfEqualNumbersIsTheBias() {
    let x = Tensor(Shape(1, 33), [Float](repeating: 1e6, count: 33))
    let gain = Tensor(Shape(33), [Float](repeating: 3, count: 33))
    let bias = Tensor(Shape(33), [Float](repeating: 0.25, count: 33))
    #expect(x.layerNorm(gain: gain, bias: bias, epsilon: 1e-5).array() == bias.array())
}

/// Rows that try what softmax may meet.
private func awkwardRows(_ size: Int) -> [[Float]] {
    var random = Numbers(size)
    var masked = random.floats(size, -3...3)
    for place in stride(from: 1, to: size, by: 2) { masked[place] = -.infinity }
    return [
        random.floats(size, -4...4), random.floats(size, 1000...1010), random.floats(size, -1.5e38...1.5e38), masked,
        [Float](repeating: -7.5, count: size), [Float](repeating: 0x1p-140, count: size),
        [Float](repeating: 3e38, count: size), [Float](repeating: -3e38, count: size),
    ]
}

@Test func softmaxAndItsLogarithmsMatchTheirPlainTwins() {
    for size in oddSizes {
        for (kind, row) in awkwardRows(size).enumerated() {
            var softmax = row
            var logarithms = row
            heed_reference_softmax(&softmax, size)
            heed_reference_log_softmax(&logarithms, size)
            let sum = heed_reference_log_sum_exp(row, size)
            let results = underEachInstructionSet { _ in
                let found = [Tensor(Shape(1, size), row), Tensor(Shape(1, size), row)]
                found[0].softmaxRows()
                found[1].logSoftmaxRows()
                let foundSum = Tensor(Shape(1, size), row).logSumExp(row: 0)
                #expect(largestDifference(found[0].array(), softmax, floor: 1e-30) < 2e-6, "\(kind) of \(size)")
                #expect(largestDifference(found[1].array(), logarithms, floor: 1) < 1e-6, "\(kind) of \(size)")
                #expect(largestDifference([foundSum], [sum], floor: 1) < 1e-6, "\(kind) of \(size)")
                return found.map { bits($0) } + [bits([foundSum])]
            }
            #expect(results.allSatisfy { $0 == results[0] })
        }
    }
}

@Test func softmaxIsNaNWhereItHasNoMeaning() {
    for row: [Float] in [[0, .nan, 1], [0, .infinity, 1], [-.infinity, -.infinity, -.infinity]] {
        let tensor = Tensor(Shape(1, 3), row)
        tensor.softmaxRows()
        #expect(tensor.array().contains { $0.isNaN })
    }
    #expect(Tensor(Shape(1, 3), [0, .nan, 1]).logSumExp(row: 0).isNaN)
    #expect(Tensor(Shape(1, 2), [-.infinity, -.infinity]).logSumExp(row: 0) == -.infinity)
    #expect(Tensor(Shape(1, 2), [0, .infinity]).logSumExp(row: 0) == .infinity)
}

@Test func largestNumbersMatchTheirPlainTwins() {
    for size in oddSizes {
        var random = Numbers(size)
        var tied = random.floats(size).map { ($0 * 4).rounded() }
        var holes = tied
        for place in stride(from: 0, to: size, by: 3) { holes[place] = .nan }
        for place in stride(from: 1, to: size, by: 5) { tied[place] = -.infinity }
        let rows =
            awkwardRows(size) + [
                tied, holes, random.floats(size).sorted(), random.floats(size).sorted(by: >),
                [Float](repeating: .nan, count: size), [Float](repeating: -.infinity, count: size),
            ]
        for (kind, row) in rows.enumerated() {
            for k in Set([0, 1, 2, 5, size / 2, size]) where k <= min(size, 400) {
                var expected = [heed_ranked](repeating: heed_ranked(), count: k)
                heed_reference_top_k(row, size, &expected, k)
                let tensor = Tensor(Shape(1, size), row)
                _ = underEachInstructionSet { name in
                    let found = tensor.topK(row: 0, k: k)
                    #expect(found.map(\.index) == expected.map { Int($0.index) }, "\(name): \(k) of \(kind), \(size)")
                    #expect(found.map(\.value) == expected.map(\.value))
                    #expect(tensor.argmax(row: 0) == heed_reference_argmax(row, size))
                }
            }
        }
    }
}

@Test func searchesLookAtOneRow() {
    let tensor = Tensor(Shape(2, 3), [1, 5, 2, 5, 0, 9])
    #expect(tensor.topK(row: 1, k: 1).map(\.index) == [2])
    #expect(tensor.argmax(row: 1) == 2)
}

@Test func everyHalfAndBfloatConvertsExactly() {
    let patterns = (0...UInt16.max).map { $0 }
    let bytes = patterns.withUnsafeBytes { [UInt8](repeating: 0, count: 1) + [UInt8]($0) }  // One byte off alignment.
    bytes.withUnsafeBytes { bytes in
        let stored = UnsafeRawBufferPointer(rebasing: bytes[1...])
        _ = underEachInstructionSet { name in
            let half = converted(Shape(patterns.count), .float16, in: stored).array()
            let bfloat = converted(Shape(patterns.count), .bfloat16, in: stored).array()
            let wrong = patterns.indices.filter { place in
                let expected = heed_reference_half(patterns[place])
                return half[place].isNaN ? !expected.isNaN : half[place].bitPattern != expected.bitPattern
            }
            #expect(wrong.isEmpty, "\(name)")
            #expect(bits(bfloat) == patterns.map { heed_reference_bfloat($0).bitPattern }, "\(name)")
        }
    }
}

@Test func conversionsOfOddCountsStayInBounds() {
    for count in [0, 1, 7, 15, 16, 17, 33] {
        let patterns = [UInt16](repeating: 0x3c00, count: count)  // 1 in half precision
        let tensor = patterns.withUnsafeBytes { converted(Shape(count), .float16, in: $0) }
        #expect(tensor.array() == [Float](repeating: 1, count: count))
    }
}

private func stored(_ numbers: [Float], as type: CompactNumber) -> [UInt8] {
    // One byte off alignment.
    var bytes = [UInt8](repeating: 0, count: numbers.count * type.size + 1)
    numbers.withUnsafeBufferPointer { numbers in
        bytes.withUnsafeMutableBytes { type.write(numbers, to: UnsafeMutableRawBufferPointer(rebasing: $0[1...])) }
    }
    return Array(bytes.dropFirst())
}

private func halves(_ numbers: [Float]) -> [UInt16] {
    let bytes = stored(numbers, as: .float16)
    return numbers.indices.map { UInt16(bytes[2 * $0]) | UInt16(bytes[2 * $0 + 1]) << 8 }
}

@Test func everyHalfAndWhatLiesBetweenTwoIsRoundedToTheNearest() {
    let patterns = (0...UInt16.max).filter { $0 & 0x7c00 != 0x7c00 }
    let exact = patterns.map { heed_reference_half($0) }
    let steps = patterns.filter { $0 & 0x7fff < 0x7bff }.map { pattern in
        (pattern, (heed_reference_half(pattern) + heed_reference_half(pattern + 1)) / 2)
    }
    _ = underEachInstructionSet { name in
        #expect(halves(exact) == patterns, "\(name)")
        // Half way: to the even one. Next to it: to the nearer.
        #expect(halves(steps.map(\.1)) == steps.map { $0.0 + ($0.0 & 1) }, "\(name)")
        #expect(halves(steps.map { $0.1.magnitude.nextDown }) == steps.map { $0.0 & 0x7fff }, "\(name)")
        #expect(halves(steps.map { $0.1.magnitude.nextUp }) == steps.map { $0.0 & 0x7fff + 1 }, "\(name)")
        let ends: [Float] = [
            65_504, 65_519.996, 65_520, 1e9, .infinity, -.infinity, 0x1p-25, 0x1.000002p-25, .leastNonzeroMagnitude,
        ]
        #expect(halves(ends) == [0x7bff, 0x7bff, 0x7c00, 0x7c00, 0x7c00, 0xfc00, 0, 1, 0], "\(name)")
        #expect(halves([.nan]).allSatisfy { $0 & 0x7fff > 0x7c00 }, "\(name)")
    }
}

@Test func randomFloatsAreRoundedAsTheirPlainTwinsAre() {
    var random = Numbers(11)
    var numbers = (0..<200_000).map { _ in Float(bitPattern: random.next()) }.filter { !$0.isNaN }
    numbers += (0..<200_000).map { _ in Float(bitPattern: random.next() % 0x3f80_0001) }
    numbers += (0..<100_000).map { Float($0) / 100_000 } + [-1, 1.0000001, 2, .infinity, -.infinity]
    _ = underEachInstructionSet { name in
        #expect(halves(numbers) == numbers.map(heed_reference_to_half), "\(name)")
        #expect(stored(numbers, as: .uint8) == numbers.map(heed_reference_to_byte), "\(name)")
        #expect(stored([.nan], as: .uint8) == [0])
    }
}

@Test func roundingOddCountsStaysInBounds() {
    for count in [0, 1, 7, 15, 16, 17, 33] {
        let ones = [Float](repeating: 1, count: count)
        #expect(halves(ones) == [UInt16](repeating: 0x3c00, count: count))
        #expect(stored(ones, as: .uint8) == [UInt8](repeating: 255, count: count))
    }
}

@Test func additionScalingAndGatherAreExact() {
    var random = Numbers(3)
    for size in oddSizes + [70_001] {
        let left = random.floats(size)
        let right = random.floats(size)
        _ = underEachInstructionSet { _ in
            let sum = Tensor(Shape(size), left)
            sum.add(Tensor(Shape(size), right))
            #expect(sum.array() == zip(left, right).map { $0 + $1 })
            sum.multiply(by: 3)
            #expect(sum.array() == zip(left, right).map { ($0 + $1) * 3 })
        }
    }
    let table = random.tensor(Shape(5, 33))
    let gathered = table.gatherRows([4, 0, 4], scale: 2)
    #expect(gathered.shape == Shape(3, 33))
    #expect(gathered.rows(2..<3).array() == table.rows(4..<5).array().map { $0 * 2 })
    #expect(table.gatherRows([], scale: 1).count == 0)
}

@Test func sinusoidsFollowTheFormula() {
    let even = sinusoidalPositions(positions: 3, hiddenSize: 4)
    #expect(even.rows(0..<1).array() == [0, 0, 1, 1])
    #expect(largestDifference(even.rows(2..<3).array(), [0.90929743, 0.01999867, -0.41614684, 0.9998]) < 1e-6)
    let odd = sinusoidalPositions(positions: 2, hiddenSize: 3)
    #expect(largestDifference(odd.rows(1..<2).array(), [0.841471, 0.002154433, 0.5403023]) < 1e-6)
}

import CKernels
import Tensors
import Testing

private struct Layer {
    let inputs: Int
    let outputs: Int
    let weights: Tensor
    let bias: Tensor

    init(_ inputs: Int, _ outputs: Int) {
        var random = Numbers(inputs * 1000 + outputs)
        self.inputs = inputs
        self.outputs = outputs
        weights = random.tensor(Shape(outputs, inputs))
        bias = random.tensor(Shape(outputs))
    }

    func expected(_ x: Tensor, biased: Bool = true) -> [Float] {
        var to = [Float](repeating: 0, count: x.shape[0] * outputs)
        heed_reference_product(
            &to, x.array(), weights.array(), biased ? bias.array() : nil, x.shape[0], inputs, outputs)
        return to
    }
}

private let shapes = [(1, 1), (7, 5), (16, 16), (33, 47), (64, 130), (300, 77), (512, 65)]

@Test func productsMatchTheirPlainTwin() {
    for (inputs, outputs) in shapes {
        let layer = Layer(inputs, outputs)
        var random = Numbers(inputs)
        for rows in [1, 2, 3, 4, 5, 6, 7, 13, 33] {
            let x = random.tensor(Shape(rows, inputs))
            for biased in [true, false] {
                let matrix = PackedMatrix(weights: layer.weights, bias: biased ? layer.bias : nil)
                let found = matrix(x)
                #expect(found.shape == Shape(rows, outputs))
                let difference = largestDifference(found.array(), layer.expected(x, biased: biased), floor: 1)
                #expect(difference < 2e-5, "\(rows) rows, \(inputs) to \(outputs)")
            }
        }
    }
}

@Test func int8ProductsAreTheirPlainTwin() {
    for (inputs, outputs) in shapes + [(2048, 33)] {
        let layer = Layer(inputs, outputs)
        var random = Numbers(inputs)
        for rows in [1, 2, 3, 4, 5, 6, 7, 13, 33] {
            let x = random.tensor(Shape(rows, inputs), -3...3)
            // Outliers: some rows with none, some with a few, in any place.
            for row in 0..<rows where row % 3 > 0 {
                for k in stride(from: row, to: inputs, by: 29) { x[row, k] *= 17 }
            }
            var expected = [Float](repeating: 0, count: rows * outputs)
            heed_reference_int8_product(
                &expected, x.array(), layer.weights.array(), layer.bias.array(), rows, inputs, outputs)
            _ = underEachInstructionSet { name in
                let matrix = PackedMatrix(weights: layer.weights, bias: layer.bias, as: .int8)
                let difference = largestDifference(matrix(x).array(), expected, floor: 1)
                // The integers are exact; what is left is the rounding of a scaling and an addition.
                #expect(difference < 1e-6, "\(name), \(rows) rows, \(inputs) to \(outputs)")
            }
        }
    }
}

@Test func int8SumsOfLargestNumbersDoNotSaturate() {
    // Rows have 12 bits, and fewer beyond 8,259 inputs.
    for inputs in [512, 8259, 8260, PackedMatrix.mostQuantizedInputs] {
        let ones = [Float](repeating: 1, count: inputs)
        let weights = Tensor(Shape(2, inputs), ones + ones.map { -$0 })
        let x = Tensor(Shape(1, inputs), ones)
        let expected = [Float(inputs), -Float(inputs)]
        _ = underEachInstructionSet { name in
            let found = PackedMatrix(weights: weights, bias: nil, as: .int8)(x).array()
            #expect(largestDifference(found, expected) < 1e-6, "\(name): \(found)")
        }
    }
}

/// The error's root mean square, relative to that of the outputs.
private func int8Error(_ layer: Layer, _ x: Tensor) -> Float {
    let found = PackedMatrix(weights: layer.weights, bias: layer.bias, as: .int8)(x).array()
    let expected = layer.expected(x)
    let size = expected.reduce(0) { $0 + $1 * $1 }
    return (zip(found, expected).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / size).squareRoot()
}

@Test func int8ProductsAreNearTheExactOnes() {
    let layer = Layer(512, 130)
    var random = Numbers(3)
    let x = random.tensor(Shape(8, 512))
    #expect(int8Error(layer, x) < 0.0056)
    // One number far beyond the others does not cost them their digits: with eight bits for all it would be 0.04.
    for row in 0..<8 { x[row, 77] = 20 }
    #expect(int8Error(layer, x) < 0.011)
}

@Test func int8TakesRowsOfZerosAndOfTinyNumbers() {
    let layer = Layer(64, 17)
    let matrix = PackedMatrix(weights: layer.weights, bias: layer.bias, as: .int8)
    for number: Float in [0, .leastNonzeroMagnitude, -.leastNormalMagnitude / 64, 1e-37] {
        let found = matrix(Tensor(Shape(1, 64), [Float](repeating: number, count: 64))).array()
        #expect(largestDifference(found, layer.bias.array(), floor: 1) < 1e-6)
    }
}

@Test func bfloat16ProductsAreThoseOfRoundedWeights() {
    for (inputs, outputs) in shapes {
        let layer = Layer(inputs, outputs)
        let rounded = Tensor(
            layer.weights.shape,
            layer.weights.array().map { number in
                let bits = number.bitPattern
                return Float(bitPattern: (bits + 0x7fff + (bits >> 16 & 1)) & 0xffff_0000)
            })
        var random = Numbers(inputs)
        let x = random.tensor(Shape(7, inputs))
        let expected = PackedMatrix(weights: rounded, bias: layer.bias)(x)
        _ = underEachInstructionSet { name in
            #expect(bits(PackedMatrix(weights: layer.weights, bias: layer.bias, as: .bfloat16)(x)) == bits(expected))
        }
    }
}

@Test func bfloat16RoundsHalvesToEven() {
    // 1 + 2⁻⁸ lies between 1 and 1 + 2⁻⁷, 1 + 3 · 2⁻⁸ between 1 + 2⁻⁷ and 1 + 2⁻⁶.
    let weights = Tensor(Shape(3, 1), [1 + 1 / 256, 1 + 3 / 256, .infinity])
    let found = PackedMatrix(weights: weights, bias: nil, as: .bfloat16)(Tensor(Shape(1, 1), [1])).array()
    #expect(found == [1, 1 + 1 / 64, .infinity])
}

@Test func packedWeightsTakeTheirTypesSize() {
    let weights = Layer(100, 32).weights
    let bytes = WeightType.allCases.map { PackedMatrix(weights: weights, bias: nil, as: $0).byteCount }
    // int8 has a scale for each output.
    #expect(bytes == [12_800, 6_400, 3_200 + 128])
}

@Test(arguments: WeightType.allCases)
func aRowOfAProductHasTheSameBitsInAnyBatch(_ type: WeightType) {
    for (inputs, outputs) in shapes {
        let layer = Layer(inputs, outputs)
        let matrix = PackedMatrix(weights: layer.weights, bias: layer.bias, as: type)
        var random = Numbers(outputs)
        let x = random.tensor(Shape(70, inputs))
        let alone = (0..<70).flatMap { bits(matrix(x.rows($0..<$0 + 1))) }
        for rows in 1...70 {
            #expect(bits(matrix(x.rows(0..<rows))) == Array(alone[0..<rows * outputs]), "\(rows) rows")
            #expect(bits(matrix(x.rows(70 - rows..<70))) == Array(alone[(70 - rows) * outputs..<70 * outputs]))
        }
    }
}

@Test(arguments: WeightType.allCases)
func productsHaveTheSameBitsAtAnyNumberOfThreadsAndInstructionSet(_ type: WeightType) {
    // Large enough for several threads, with several blocks of rows.
    for (inputs, outputs, rows) in [(512, 530, 70), (2048, 96, 40), (48, 3001, 64), (512, 2048, 1)] {
        let layer = Layer(inputs, outputs)
        let matrix = PackedMatrix(weights: layer.weights, bias: layer.bias, as: type)
        var random = Numbers(rows)
        let x = random.tensor(Shape(rows, inputs))
        let alone = withThreads([1]) { bits(matrix(x, activation: .gelu)) }
        let results =
            underEachInstructionSet { _ in bits(matrix(x, activation: .gelu)) }
            + withThreads([2, 3, 4]) { bits(matrix(x, activation: .gelu)) }
        #expect(results.allSatisfy { $0 == alone[0] }, "\(inputs) to \(outputs)")
    }
}

@Test func fusedActivationIsTheActivationOfTheProduct() {
    let layer = Layer(33, 47)
    var random = Numbers(9)
    let x = random.tensor(Shape(5, 33))
    let matrix = PackedMatrix(weights: layer.weights, bias: layer.bias)
    for activation in Activation.allCases {
        let separate = matrix(x)
        separate.apply(activation)
        #expect(bits(matrix(x, activation: activation)) == bits(separate), "\(activation)")
    }
}

@Test func stackedLayersGiveTheirOutputsSideBySide() {
    let layers = [Layer(40, 24), Layer(40, 7), Layer(40, 33)]
    var random = Numbers(4)
    let x = random.tensor(Shape(3, 40))
    let stacked = PackedMatrix(
        stacking: [(layers[0].weights, layers[0].bias), (layers[1].weights, nil), (layers[2].weights, layers[2].bias)])
    #expect(stacked.outputs == 64)
    let found = stacked(x)
    let single = [
        PackedMatrix(weights: layers[0].weights, bias: layers[0].bias)(x),
        PackedMatrix(weights: layers[1].weights, bias: nil)(x),
        PackedMatrix(weights: layers[2].weights, bias: layers[2].bias)(x),
    ]
    for row in 0..<3 {
        let expected = single.flatMap { $0.rows(row..<row + 1).array() }
        #expect(bits(found.rows(row..<row + 1)) == bits(expected))
    }
}

@Test func productOfNoRowsIsEmpty() {
    let layer = Layer(8, 3)
    #expect(PackedMatrix(weights: layer.weights, bias: nil)(Tensor(Shape(0, 8))).shape == Shape(0, 3))
}

@Test(arguments: WeightType.allCases)
func productsKeepInfinitiesAndNaNInTheirRow(_ type: WeightType) {
    let layer = Layer(20, 20)
    let matrix = PackedMatrix(weights: layer.weights, bias: layer.bias, as: type)
    var random = Numbers(6)
    let x = random.tensor(Shape(3, 20))
    let clean = matrix(x)
    for (number, columns) in [(Float.nan, 4..<5), (.infinity, 4..<5), (.nan, 0..<20), (.infinity, 0..<20)] {
        for column in columns { x[1, column] = number }
        let found = matrix(x)
        #expect(found.rows(1..<2).array().allSatisfy { !$0.isFinite })
        #expect(bits(found.rows(0..<1)) == bits(clean.rows(0..<1)))
        #expect(bits(found.rows(2..<3)) == bits(clean.rows(2..<3)))
    }
}

@Test func emulatedMultiplyAddRoundsOnce() {
    // A product of one input and a bias of 0 is one multiply-add; chains of two show the addition's rounding.
    var random = Numbers(11)
    let count = 4096
    let a = random.floats(count, -2...2), b = random.floats(count, -1e-3...1e-3), c = random.floats(count)
    // Scales that make the addend meet the product's low bits, its high bits, subnormals.
    for scale: Float in [1, 1e-8, 1e8, 1e-38, 1e30] {
        let weights = Tensor(Shape(count, 2), (0..<count).flatMap { [c[$0] * scale, a[$0] * scale] })
        let matrix = PackedMatrix(weights: weights, bias: nil)
        let x = Tensor(Shape(1, 2), [1, b[0]])
        let expected = (0..<count).map { (c[$0] * scale).addingProduct(a[$0] * scale, b[0]) }
        _ = underEachInstructionSet { name in
            #expect(bits(matrix(x)) == bits(expected), "\(name), scale \(scale)")
        }
    }
}

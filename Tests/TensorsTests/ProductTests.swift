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

@Test(arguments: [PackedMatrix.Implementation.panels, .oneDNN])
func productsMatchTheirPlainTwin(_ implementation: PackedMatrix.Implementation) {
    for (inputs, outputs) in shapes {
        let layer = Layer(inputs, outputs)
        var random = Numbers(inputs)
        for rows in [1, 2, 3, 4, 5, 6, 7, 13, 33] {
            let x = random.tensor(Shape(rows, inputs))
            for biased in [true, false] {
                let matrix = PackedMatrix(
                    stacking: [(layer.weights, biased ? layer.bias : nil)], implementation: implementation)
                let found = matrix(x)
                #expect(found.shape == Shape(rows, outputs))
                let difference = largestDifference(found.array(), layer.expected(x, biased: biased), floor: 1)
                #expect(difference < 2e-5, "\(rows) rows, \(inputs) to \(outputs)")
            }
        }
    }
}

@Test func aRowOfAProductHasTheSameBitsInAnyBatch() {
    for (inputs, outputs) in shapes {
        let layer = Layer(inputs, outputs)
        let matrix = PackedMatrix(weights: layer.weights, bias: layer.bias)
        var random = Numbers(outputs)
        let x = random.tensor(Shape(70, inputs))
        let alone = (0..<70).flatMap { bits(matrix(x.rows($0..<$0 + 1))) }
        for rows in 1...70 {
            #expect(bits(matrix(x.rows(0..<rows))) == Array(alone[0..<rows * outputs]), "\(rows) rows")
            #expect(bits(matrix(x.rows(70 - rows..<70))) == Array(alone[(70 - rows) * outputs..<70 * outputs]))
        }
    }
}

@Test func productsHaveTheSameBitsAtAnyNumberOfThreadsAndInstructionSet() {
    // Large enough for several threads, with several blocks of rows.
    for (inputs, outputs, rows) in [(512, 530, 70), (2048, 96, 40), (48, 3001, 64), (512, 2048, 1)] {
        let layer = Layer(inputs, outputs)
        let matrix = PackedMatrix(stacking: [(layer.weights, layer.bias)], implementation: .panels)
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
    for implementation in [PackedMatrix.Implementation.panels, .oneDNN] {
        let matrix = PackedMatrix(stacking: [(layer.weights, layer.bias)], implementation: implementation)
        for activation in Activation.allCases {
            let separate = matrix(x)
            separate.apply(activation)
            #expect(bits(matrix(x, activation: activation)) == bits(separate), "\(activation)")
        }
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

@Test func productsKeepInfinitiesAndNaNInTheirRow() {
    let layer = Layer(20, 20)
    let matrix = PackedMatrix(weights: layer.weights, bias: layer.bias)
    var random = Numbers(6)
    let x = random.tensor(Shape(3, 20))
    let clean = matrix(x)
    x[1, 4] = .nan
    let found = matrix(x)
    #expect(found.rows(1..<2).array().allSatisfy { $0.isNaN })
    #expect(bits(found.rows(0..<1)) == bits(clean.rows(0..<1)))
    #expect(bits(found.rows(2..<3)) == bits(clean.rows(2..<3)))
}

@Test func emulatedMultiplyAddRoundsOnce() {
    // A product of one input and a bias of 0 is one multiply-add; chains of two show the addition's rounding.
    var random = Numbers(11)
    let count = 4096
    let a = random.floats(count, -2...2), b = random.floats(count, -1e-3...1e-3), c = random.floats(count)
    // Scales that make the addend meet the product's low bits, its high bits, subnormals.
    for scale: Float in [1, 1e-8, 1e8, 1e-38, 1e30] {
        let weights = Tensor(Shape(count, 2), (0..<count).flatMap { [c[$0] * scale, a[$0] * scale] })
        let matrix = PackedMatrix(stacking: [(weights, nil)], implementation: .panels)
        let x = Tensor(Shape(1, 2), [1, b[0]])
        let expected = (0..<count).map { (c[$0] * scale).addingProduct(a[$0] * scale, b[0]) }
        _ = underEachInstructionSet { name in
            #expect(bits(matrix(x)) == bits(expected), "\(name), scale \(scale)")
        }
    }
}

import CKernels
import Tensors
import Testing

/// A batch of queries over one cache of keys and values, each row with its own number of keys.
private struct Batch {
    let heads: Int
    let headDim: Int
    let queries: Tensor
    let keys: Tensor
    let values: Tensor
    let bias: Tensor
    let counts: [Int]
    let scale: Float

    init(heads: Int, headDim: Int, counts: [Int]) {
        var random = Numbers(heads * 1000 + headDim)
        self.heads = heads
        self.headDim = headDim
        self.counts = counts
        let width = heads * headDim
        let most = max(1, counts.max() ?? 0)
        // Wider than needed, and begun at column 3, as in a fused product.
        queries = random.tensor(Shape(counts.count, width + 5), -3...3)
        keys = random.tensor(Shape(most, width + 5), -2...2)
        values = random.tensor(Shape(most, width + 5))
        bias = random.tensor(Shape(heads, most + 2))
        scale = 1 / Float(headDim).squareRoot()
    }

    func row(_ number: Int, biased: Bool = true) -> AttentionRow {
        var row = AttentionRow(
            queries: TensorRow(queries, row: number, column: 3), keys: TensorRow(keys, column: 3),
            values: TensorRow(values, column: 3), keyCount: counts[number])
        if biased { row.bias = TensorRow(bias, column: 1) }
        return row
    }

    func callAsFunction(_ rows: [AttentionRow]) -> Tensor {
        attention(rows, heads: heads, headDim: headDim, scale: scale)
    }
}

private let forms = [(1, 1), (2, 4), (3, 7), (2, 16), (1, 17), (8, 64), (2, 80), (1, 100), (2, 128), (1, 130)]
private let keyCounts = [5, 0, 1, 16, 3, 17, 40, 2]

@Test func attentionMatchesItsPlainTwin() {
    for (heads, headDim) in forms {
        let batch = Batch(heads: heads, headDim: headDim, counts: keyCounts)
        let width = heads * headDim
        for biased in [true, false] {
            let weights = Tensor(zeros: Shape(keyCounts.count, heads * 41))
            let scores = Tensor(zeros: Shape(keyCounts.count, heads * 41))
            let rows = keyCounts.indices.map { number in
                var row = batch.row(number, biased: biased)
                row.weights = TensorRow(weights, row: number)
                row.scores = TensorRow(scores, row: number)
                row.weightsStride = 41
                return row
            }
            let results = underEachInstructionSet { _ in
                let found = batch(rows)
                return [bits(found), bits(weights), bits(scores)]
            }
            #expect(results.allSatisfy { $0 == results[0] })
            let found = batch(rows)
            for number in keyCounts.indices {
                var expected = [Float](repeating: -1, count: width)
                var expectedWeights = [Float](repeating: 0, count: heads * 41)
                var expectedScores = expectedWeights
                batch.reference(number, biased, &expected, &expectedWeights, &expectedScores)
                let name: Comment = "\(heads) heads of \(headDim), row \(number)"
                #expect(largestDifference(found.rows(number..<number + 1).array(), expected, floor: 1) < 3e-6, name)
                let foundWeights = weights.rows(number..<number + 1).array()
                #expect(largestDifference(foundWeights, expectedWeights, floor: 0.1) < 2e-5, name)
                let foundScores = scores.rows(number..<number + 1).array()
                #expect(largestDifference(foundScores, expectedScores, floor: 1) < 1e-5, name)
            }
        }
    }
}

extension Batch {
    fileprivate func reference(
        _ number: Int, _ biased: Bool, _ to: inout [Float], _ weights: inout [Float], _ scores: inout [Float]
    ) {
        var form = heed_attention_form(heads: heads, head_dim: headDim, scale: scale)
        let queries = Array(self.queries.rows(number..<number + 1).array().dropFirst(3))
        let keys = Array(self.keys.array().dropFirst(3))
        let values = Array(self.values.array().dropFirst(3))
        let bias = Array(self.bias.array().dropFirst(1))
        let stride = self.keys.shape[1]
        weights.withUnsafeMutableBufferPointer { weights in
            scores.withUnsafeMutableBufferPointer { scores in
                queries.withUnsafeBufferPointer { queries in
                    keys.withUnsafeBufferPointer { keys in
                        values.withUnsafeBufferPointer { values in
                            bias.withUnsafeBufferPointer { bias in
                                var row = heed_attention_row(
                                    queries: queries.baseAddress, keys: keys.baseAddress, keys_stride: stride,
                                    values: values.baseAddress, values_stride: stride, head_stride: headDim, slots: nil,
                                    key_count: counts[number], whole: false, bias: biased ? bias.baseAddress : nil,
                                    bias_stride: self.bias.shape[1], weights: weights.baseAddress,
                                    scores: scores.baseAddress, weights_stride: weights.count / heads)
                                heed_reference_attention(&to, &row, &form)
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Rows that all see the same keys, as an encoder's.
@Suite struct WholeSequenceTests {
    private static let lengths = [16, 17, 23, 40, 130, 257]
    private static let forms = [(2, 16), (3, 32), (8, 64), (2, 80)]

    private func batch(_ heads: Int, _ headDim: Int, _ length: Int) -> Batch {
        Batch(heads: heads, headDim: headDim, counts: [Int](repeating: length, count: length))
    }

    /// - weights, scores: [rows, heads · keys]
    private func rows(_ batch: Batch, weights: Tensor? = nil, scores: Tensor? = nil) -> [AttentionRow] {
        batch.counts.indices.map { number in
            var row = batch.row(number)
            row.isOfWholeSequence = true
            row.weights = weights.map { TensorRow($0, row: number) }
            row.scores = scores.map { TensorRow($0, row: number) }
            row.weightsStride = batch.counts[number]
            return row
        }
    }

    @Test(arguments: forms) func matchTheirPlainTwin(heads: Int, headDim: Int) {
        for length in Self.lengths {
            let batch = batch(heads, headDim, length)
            let weights = Tensor(zeros: Shape(length, heads * length))
            let scores = Tensor(zeros: Shape(length, heads * length))
            let captured = rows(batch, weights: weights, scores: scores)
            let results = underEachInstructionSet { _ in
                let found = batch(captured)
                return [bits(found), bits(weights), bits(scores)]
            }
            #expect(results.allSatisfy { $0 == results[0] })
            let found = batch(captured)
            #expect(bits(batch(rows(batch))) == bits(found), "the bits of what is not captured")
            for number in [0, length / 2, length - 1] {
                var expected = [Float](repeating: -1, count: heads * headDim)
                var expectedWeights = [Float](repeating: 0, count: heads * length)
                var expectedScores = expectedWeights
                batch.reference(number, true, &expected, &expectedWeights, &expectedScores)
                let name: Comment = "\(length) tokens, row \(number)"
                #expect(largestDifference(found.rows(number..<number + 1).array(), expected, floor: 1) < 3e-6, name)
                let foundWeights = weights.rows(number..<number + 1).array()
                #expect(largestDifference(foundWeights, expectedWeights, floor: 0.1) < 2e-5, name)
                let foundScores = scores.rows(number..<number + 1).array()
                #expect(largestDifference(foundScores, expectedScores, floor: 1) < 1e-5, name)
            }
        }
    }

    @Test func haveTheSameBitsAloneAndBesideOthers() {
        let long = batch(3, 32, 70)
        let short = batch(3, 32, 20)
        let single = rows(long).map { bits(long([$0])) }
        let together = long(rows(short) + rows(long) + [long.row(0)] + rows(short))
        for number in 0..<70 { #expect(bits(together.rows(20 + number..<21 + number)) == single[number]) }
        #expect(bits(together.rows(0..<20)) == bits(short(rows(short))))
        #expect(bits(together.rows(91..<111)) == bits(short(rows(short))))
        #expect(bits(together.rows(90..<91)) == bits(long([long.row(0)])))
    }

    @Test func haveTheSameBitsAtAnyNumberOfThreads() {
        let batch = batch(8, 64, 150)
        let results = withThreads([1, 2, 3]) { bits(batch(rows(batch))) }
        #expect(results.allSatisfy { $0 == results[0] })
    }
}

@Test func aRowOfAttentionHasTheSameBitsAloneAndInABatch() {
    for (heads, headDim) in forms {
        let batch = Batch(heads: heads, headDim: headDim, counts: keyCounts)
        let together = batch(keyCounts.indices.map { batch.row($0) })
        for number in keyCounts.indices {
            #expect(bits(batch([batch.row(number)])) == bits(together.rows(number..<number + 1)))
        }
    }
}

@Test func attentionHasTheSameBitsAtAnyNumberOfThreads() {
    // Enough keys to be worth three threads.
    let counts = (0..<140).map { 40 + $0 % 30 }
    let batch = Batch(heads: 8, headDim: 64, counts: counts)
    let rows = counts.indices.map { batch.row($0) }
    let results = withThreads([1, 2, 3]) { bits(batch(rows)) }
    #expect(results.allSatisfy { $0 == results[0] })
}

@Test func capturedAttentionHasTheBitsOfUncaptured() {
    let batch = Batch(heads: 3, headDim: 20, counts: keyCounts)
    let plain = batch(keyCounts.indices.map { batch.row($0) })
    let weights = Tensor(zeros: Shape(keyCounts.count, 3 * 40))
    let captured = batch(
        keyCounts.indices.map { number in
            var row = batch.row(number)
            row.weights = TensorRow(weights, row: number)
            row.weightsStride = keyCounts[number]
            return row
        })
    #expect(bits(captured) == bits(plain))
    for (number, count) in keyCounts.enumerated() where count > 0 {
        for head in 0..<3 {
            let sum = (0..<count).reduce(Float(0)) { $0 + weights[number, head * count + $1] }
            #expect(abs(sum - 1) < 1e-5)
        }
    }
}

@Test func keysBehindSlotsGiveTheBitsOfContiguousKeys() {
    let batch = Batch(heads: 2, headDim: 24, counts: [30])
    let order: [Int32] = (0..<30).map { Int32(($0 * 7) % 30) }
    var row = batch.row(0)
    let keys = Tensor(batch.keys.shape)
    let values = Tensor(batch.values.shape)
    for (position, slot) in order.enumerated() {
        for column in 0..<keys.shape[1] {
            keys[Int(slot), column] = batch.keys[position, column]
            values[Int(slot), column] = batch.values[position, column]
        }
    }
    let contiguous = batch([row])
    row.keys = TensorRow(keys, column: 3)
    row.values = TensorRow(values, column: 3)
    row.slots = order.reduce(SlotTable()) { $0.appending($1) }
    #expect(bits(batch([row])) == bits(contiguous))
}

@Test func attentionWithoutKeysIsZero() {
    let batch = Batch(heads: 2, headDim: 9, counts: [0])
    #expect(batch([batch.row(0)]).array() == [Float](repeating: 0, count: 18))
    #expect(batch([]).count == 0)
}

@Test func branchedSlotTablesDoNotDisturbEachOther() {
    let trunk = SlotTable([3, 1])
    let left = trunk.appending(10)
    let right = trunk.appending(20)
    let leftLonger = (0..<40).reduce(left) { $0.appending(Int32($1)) }
    let again = left.appending(99)
    #expect(trunk.count == 2 && left.count == 3 && right.count == 3 && leftLonger.count == 43)
    #expect((0..<3).map { left[$0] } == [3, 1, 10])
    #expect((0..<3).map { right[$0] } == [3, 1, 20])
    #expect(leftLonger[2] == 10 && leftLonger[3] == 0 && leftLonger[42] == 39)
    #expect(again[3] == 99)
}

@Test func keysAndValuesByHeadGiveTheSameBitsAsSideBySide() {
    for (heads, headDim) in forms {
        let batch = Batch(heads: heads, headDim: headDim, counts: keyCounts)
        let width = heads * headDim
        let projected = Tensor(zeros: Shape(batch.keys.shape[0], 2 * width))
        for row in 0..<projected.shape[0] {
            for column in 0..<width {
                projected[row, column] = batch.keys[row, column + 3]
                projected[row, column + width] = batch.values[row, column + 3]
            }
        }
        let whole = KeysAndValues(projected, heads: heads, headDim: headDim)
        var grown = KeysAndValues(heads: heads, headDim: headDim, capacity: 2)
        for row in 0..<projected.shape[0] {
            if row == grown.capacity { grown = grown.grown(to: 2 * row) }
            grown.store(TensorRow(projected, row: row), at: row)
        }
        let backwards = SlotTable((0..<Int32(5)).reversed())
        for slots in [nil, backwards] {
            let numbers = keyCounts.indices.filter { keyCounts[$0] <= slots?.count ?? .max }
            let sideBySide = numbers.map { number in
                var row = batch.row(number, biased: false)
                row.slots = slots
                return row
            }
            for source in [whole, grown] {
                let byHead = sideBySide.map {
                    AttentionRow(queries: $0.queries, source, slots: $0.slots, keyCount: $0.keyCount)
                }
                #expect(bits(batch(byHead)) == bits(batch(sideBySide)), "\(heads) heads of \(headDim)")
            }
        }
    }
}

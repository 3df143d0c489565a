import CKernels
import Tensors
import Testing

private func roundedToBfloat(_ number: Float) -> Float {
    let bits = number.bitPattern
    return Float(bitPattern: (bits + 0x7fff + (bits >> 16 & 1)) & 0xffff_0000)
}

/// Float32 bytes that begin at an odd address.
private func withOddBytes<Result>(of numbers: [Float], _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows
    -> Result
{
    let bytes = [UInt8(7)] + numbers.withUnsafeBytes { [UInt8]($0) }
    return try bytes.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[1...])) }
}

@Test(arguments: WeightType.allCases)
func weightsArePackedFromWhereTheyAreStored(_ type: WeightType) throws {
    var random = Numbers(5)
    for (inputs, outputs) in [(1, 1), (33, 47), (64, 300)] {
        let tensors = [random.tensor(Shape(outputs, inputs)), random.tensor(Shape(7, inputs))]
        let bias = random.tensor(Shape(7))
        let expected = PackedMatrix(stacking: [(tensors[0], nil), (tensors[1], bias)], as: type)
        let x = random.tensor(Shape(3, inputs))
        for threads in withThreads([1, 3], { Parallelism.threads }) {
            let found = try withOddBytes(of: tensors[0].array()) { first in
                try withOddBytes(of: tensors[1].array()) { second in
                    try PackedMatrix(
                        reading: [
                            (storedNumbers(Shape(outputs, inputs), .float32, in: first), nil),
                            (storedNumbers(Shape(7, inputs), .float32, in: second), bias),
                        ], as: type)
                }
            }
            #expect(bits(found(x)) == bits(expected(x)), "\(inputs) to \(outputs), \(threads) threads")
            #expect(found.byteCount == expected.byteCount)
        }
    }
}

@Test(arguments: [ElementType.float16, .bfloat16])
func halfPrecisionWeightsArePackedAsTheirExactValues(_ stored: ElementType) throws {
    var random = Numbers(2)
    // Any bits but those of infinities and NaN.
    let patterns = (0..<50 * 24).map { _ in
        UInt16.random(in: 0...UInt16.max, using: &random) & (stored == .float16 ? 0xBBFF : 0xBF7F)
    }
    try patterns.withUnsafeBytes { bytes in
        let numbers = storedNumbers(Shape(50, 24), stored, in: bytes)
        let matrix = try PackedMatrix(reading: [(numbers, nil)], as: .float32)
        #expect(bits(matrix.rows(Array(0..<50), scale: 1)) == bits(try Tensor(numbers)))
    }
}

@Test func rowsOfPackedWeightsAreReadBack() {
    var random = Numbers(8)
    for (inputs, outputs) in [(1, 1), (7, 16), (33, 47), (512, 600)] {
        let weights = random.tensor(Shape(outputs, inputs))
        let ids = [outputs - 1, 0, outputs / 2, outputs - 1].map { Int32($0) }
        let expected = weights.gatherRows(ids, scale: 3)
        let matrix = PackedMatrix(weights: weights, bias: nil)
        #expect(matrix.hasReadableRows)
        #expect(bits(matrix.rows(ids, scale: 3)) == bits(expected))
        let rounded = PackedMatrix(weights: weights, bias: nil, as: .bfloat16).rows(ids, scale: 3)
        #expect(bits(rounded) == weights.gatherRows(ids, scale: 1).array().map { (roundedToBfloat($0) * 3).bitPattern })
    }
    #expect(!PackedMatrix(weights: Tensor(zeros: Shape(2, 2)), bias: nil, as: .int8).hasReadableRows)
}

@Test func tablesGiveTheRowsThatTheyWereMadeOf() throws {
    var random = Numbers(9)
    for (rows, size) in [(1, 1), (5, 33), (3000, 100), (2, 40_000)] {
        let numbers = random.tensor(Shape(rows, size))
        let ids = [rows - 1, 0, rows / 2, rows - 1].map { Int32($0) }
        let expected = numbers.gatherRows(ids, scale: 1).array()
        let exact = try RowTable(StoredNumbers(numbers), as: .float32)
        #expect(bits(exact.rows(ids, scale: 2)) == bits(expected.map { $0 * 2 }))
        #expect(exact.byteCount == rows * size * 4 && exact.shape == Shape(rows, size))
        for _ in withThreads([1, 3], {}) {
            _ = try underEachInstructionSet { name in
                let rounded = try RowTable(StoredNumbers(numbers), as: .bfloat16)
                #expect(bits(rounded.rows(ids, scale: 2)) == bits(expected.map { roundedToBfloat($0) * 2 }), "\(name)")
                #expect(rounded.byteCount == rows * size * 2)
            }
        }
    }
    #expect(try RowTable(StoredNumbers(Tensor(zeros: Shape(2, 3))), as: .float32).rows([], scale: 1).count == 0)
}

/// At every place of a row: vectors, their remainders, other rows and panels.
@Test func oneNumberThatIsNotFiniteIsFoundAnywhere() {
    for place in [0, 15, 16, 31, 32, 33, 34 * 17, 34 * 40 - 1] {
        for number: Float in [.nan, -.nan, .infinity, -.infinity] {
            let numbers = Tensor(zeros: Shape(40, 34))
            numbers[place] = number
            let stored = StoredNumbers(numbers)
            _ = underEachInstructionSet { name in
                #expect(throws: StoredNumbersError.notFinite, "\(name)") { try Tensor(stored) }
                #expect(throws: StoredNumbersError.notFinite) { try RowTable(stored, as: .float32) }
                #expect(throws: StoredNumbersError.notFinite) { try RowTable(stored, as: .bfloat16) }
                for type in WeightType.allCases {
                    let sound = StoredNumbers(Tensor(zeros: Shape(9, 34)))
                    let error = #expect(throws: PackingError.self) {
                        try PackedMatrix(reading: [(sound, nil), (stored, nil)], as: type)
                    }
                    #expect(error?.layer == 1 && error?.reason == .notFinite)
                }
            }
        }
    }
}

@Test func theLargestFiniteNumbersAreFinite() throws {
    let numbers = Tensor(Shape(1, 3), [.greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNonzeroMagnitude])
    #expect(try Tensor(StoredNumbers(numbers)).array() == numbers.array())
}

import CKernels
import Tensors
import Testing

@Test func viewsSeeTheSameNumbers() {
    let tensor = Tensor(Shape(3, 4), (0..<12).map { Float($0) })
    let view = tensor.rows(1..<3)
    #expect(view.shape == Shape(2, 4))
    #expect(view.array() == (4..<12).map { Float($0) })
    view[0, 2] = 60
    #expect(tensor[1, 2] == 60 && tensor[6] == 60)
    #expect(tensor.reshaped(Shape(2, 2, 3))[6] == 60)
    #expect(view.rows(1..<1).shape == Shape(0, 4))
}

@Test func aViewKeepsItsNumbersAlive() {
    func lastRow() -> Tensor { Tensor(Shape(2, 3), [1, 2, 3, 4, 5, 6]).rows(1..<2) }
    let view = lastRow()
    for _ in 0..<10 { _ = Tensor(zeros: Shape(2, 3)) }
    #expect(view.array() == [4, 5, 6])
}

@Test func storageIsAlignedAndRecycled() {
    // A size that no other test uses, so that the buffer is still there for the second tensor.
    let shape = Shape(7, 123_457)
    func address() -> UInt { Tensor(shape).withNumbers { UInt(bitPattern: $0.baseAddress) } }
    let first = address()
    #expect(first % 64 == 0)
    #expect(address() == first)
}

@Test func tensorsOfAnySizeHoldTheirNumbers() {
    for count in [0, 1, 63, 64, 65, 80, 81, 1000, 4097, 1_000_003] {
        let tensor = Tensor(zeros: Shape(count))
        tensor.withMutableNumbers { numbers in
            #expect(numbers.count == count && numbers.allSatisfy { $0 == 0 })
            for place in numbers.indices { numbers[place] = Float(place % 97) }
        }
        #expect(tensor.array() == (0..<count).map { Float($0 % 97) })
    }
}

@Test func tensorsAreMadeAndReleasedOnManyThreads() async {
    await withTaskGroup(of: Bool.self) { group in
        for task in 0..<8 {
            group.addTask {
                (0..<500).allSatisfy { round in
                    let tensor = Tensor(Shape(1 + round % 50), [Float](repeating: Float(task), count: 1 + round % 50))
                    return tensor.array().allSatisfy { $0 == Float(task) }
                }
            }
        }
        for await correct in group { #expect(correct) }
    }
}

@Test func storedFloatsAreReadFromAnyAddress() {
    let numbers: [Float] = [1.5, -0.0, .infinity, 0x1p-140]
    let bytes = [UInt8(7)] + numbers.withUnsafeBytes { [UInt8]($0) }
    let tensor = bytes.withUnsafeBytes {
        converted(Shape(2, 2), .float32, in: UnsafeRawBufferPointer(rebasing: $0[1...]))
    }
    #expect(bits(tensor) == bits(numbers))
}

@Test func shapesCompareByRankAndSizes() {
    #expect(Shape(3) != Shape(3, 1))
    #expect(Shape(2, 3).dimensions == [2, 3] && Shape(2, 3, 4, 5).count == 120)
}

@Test func threadsAreAtLeastOneAndAtMostTheCores() {
    let found = withThreads([2]) {
        Parallelism.setThreads(0)
        let least = Parallelism.threads
        Parallelism.setThreads(1_000_000)
        return (least, Parallelism.threads)
    }
    #expect(found[0] == (1, Parallelism.cores))
}

@Test func aContainersQuotaLimitsTheCores() {
    #expect(heed_quota_cores("200000 100000\n") == 2)
    #expect(heed_quota_cores("150000 100000\n") == 2)
    #expect(heed_quota_cores("1000 100000\n") == 1)
    for unlimited in ["max 100000\n", "", "-5 100000", "100000 0", "9223372036854775807 1"] {
        #expect(heed_quota_cores(unlimited) == Int32.max)
    }
}

@Test func hollowTensorsTakePartInMakingAModel() {
    let weights = Tensor(hollow: Shape(1 << 40, 1 << 20))
    #expect(weights.isHollow && weights.rows(0..<1).isHollow && !Tensor(Shape(1)).isHollow)
    #expect(weights.rows(0..<1).shape == Shape(1, 1 << 20))
    weights.multiply(by: 2)
    weights.add(Tensor(hollow: weights.shape))
    let matrix = PackedMatrix(weights: weights, bias: Tensor(hollow: Shape(1 << 40)))
    #expect(matrix.outputs == 1 << 40 && matrix.inputs == 1 << 20 && matrix.byteCount == 0)
}

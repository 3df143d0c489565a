import CKernels
import Foundation
import Synchronization
import Tensors
import Testing

/// The threads that share the work of one product.
@Suite struct TeamTests {
    @Test func callersAtOnceEachGetTheirOwnResult() {
        // Odd sizes, so that shares and pieces are uneven; large enough for several threads.
        let shapes = [(257, 1031, 9), (130, 517, 33), (1024, 2050, 1), (64, 16, 700)]
        let work = shapes.map { inputs, outputs, rows in
            var random = Numbers(inputs)
            let matrix = PackedMatrix(weights: random.tensor(Shape(outputs, inputs)), bias: nil)
            return (matrix: matrix, x: random.tensor(Shape(rows, inputs)))
        }
        let expected = withThreads([1]) { work.map { bits($0.matrix($0.x)) } }[0]
        let wrong = Mutex(0)
        _ = withThreads([2, 3, 7, 100]) {
            DispatchQueue.concurrentPerform(iterations: 6) { caller in
                for round in 0..<12 {
                    let which = (caller + round) % work.count
                    if bits(work[which].matrix(work[which].x)) != expected[which] { wrong.withLock { $0 += 1 } }
                }
            }
        }
        #expect(wrong.withLock { $0 } == 0)
    }

    @Test func manySmallJobsFollowEachOther() {
        var random = Numbers(5)
        let matrix = PackedMatrix(weights: random.tensor(Shape(1024, 1024)), bias: nil)
        let x = random.tensor(Shape(1, 1024))
        let expected = withThreads([1]) { bits(matrix(x)) }[0]
        let results = withThreads([4]) { (0..<500).allSatisfy { _ in bits(matrix(x)) == expected } }
        #expect(results == [true])
    }

    @Test func helpersThatHaveLainDownAreWokenAgain() {
        var random = Numbers(6)
        let matrix = PackedMatrix(weights: random.tensor(Shape(512, 2048)), bias: nil)
        let x = random.tensor(Shape(4, 2048))
        let expected = withThreads([1]) { bits(matrix(x)) }[0]
        let results = withThreads([3]) {
            (0..<20).allSatisfy { round in
                usleep(UInt32(round % 5) * 100)
                return bits(matrix(x)) == expected
            }
        }
        #expect(results == [true])
    }
}

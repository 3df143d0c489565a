import CKernels
import Foundation
import Tensors
import TestSupport
import Testing

/// Numbers are repeatable.
typealias Numbers = SeededGenerator

extension SeededGenerator {
    mutating func floats(_ count: Int, _ range: ClosedRange<Float> = -1...1) -> [Float] {
        (0..<count).map { _ in Float.random(in: range, using: &self) }
    }

    mutating func tensor(_ shape: Shape, _ range: ClosedRange<Float> = -1...1) -> Tensor {
        Tensor(shape, floats(shape.count, range))
    }
}

/// The tensor of stored numbers, which may be infinite or NaN.
func converted(_ shape: Shape, _ type: ElementType, in bytes: UnsafeRawBufferPointer) -> Tensor {
    do {
        return try Tensor(storedNumbers(shape, type, in: bytes), allowing: .any)
    } catch {
        Issue.record("\(error)")
        return Tensor(zeros: shape)
    }
}

/// Numbers in memory, which whoever calls keeps.
func storedNumbers(_ shape: Shape, _ type: ElementType, in bytes: UnsafeRawBufferPointer) -> StoredNumbers {
    final class Nobody {}
    guard let start = bytes.baseAddress else { return StoredNumbers(Tensor(shape)) }
    return StoredNumbers(shape, type, at: .memory(start), owner: Nobody())
}

/// Sizes around the vectors' width, and others.
let oddSizes = [1, 2, 7, 15, 16, 17, 31, 33, 64, 100, 300, 1023]

/// The instruction sets that this processor can run.
let instructionSets: [String] = ["plain", "avx2", "avx512", "avx512_vnni", "neon"].filter { (name: String) in
    heed_use_instruction_set(name)
}

/// Held by whoever changes the instruction set or the number of threads of the process.
private let dispatch = NSLock()

/// Runs the body under each instruction set. Tests beside it are not disturbed: all sets give the same bits.
func underEachInstructionSet<Result>(_ body: (String) throws -> Result) rethrows -> [Result] {
    let names = instructionSets
    dispatch.lock()
    defer {
        _ = heed_use_instruction_set(names.last ?? "plain")
        dispatch.unlock()
    }
    return try names.map { name in
        _ = heed_use_instruction_set(name)
        return try body(name)
    }
}

/// Runs the body with each number of threads, which may be more than there are cores.
func withThreads<Result>(_ counts: [Int32], _ body: () throws -> Result) rethrows -> [Result] {
    dispatch.lock()
    let before = heed_threads()
    defer {
        heed_set_threads(before)
        dispatch.unlock()
    }
    return try counts.map { count in
        heed_set_threads(count)
        return try body()
    }
}

func bits(_ numbers: [Float]) -> [UInt32] { numbers.map(\.bitPattern) }
func bits(_ tensor: Tensor) -> [UInt32] { bits(tensor.array()) }

/// The largest difference, each relative to the larger of the expected number's size and `floor`; infinite where only
/// one of the two is NaN or infinite.
func largestDifference(_ found: [Float], _ expected: [Float], floor: Float = 1e-30) -> Float {
    precondition(found.count == expected.count)
    return zip(found, expected).reduce(0) { worst, pair in
        let (found, expected) = pair
        if found == expected || (found.isNaN && expected.isNaN) { return worst }
        let difference = abs(found - expected) / max(abs(expected), floor)
        return difference.isNaN ? .infinity : max(worst, difference)
    }
}

private import CKernels

/// A smaller form of the numbers 0 ... 1, such as attention weights, to send them in.
package enum CompactNumber: Sendable {
    /// The nearest half, ties to even.
    case float16
    /// The number times 255, rounded to the nearest integer, ties to even.
    case uint8

    /// Bytes of one number.
    package var size: Int { self == .float16 ? 2 : 1 }

    /// - destination: exactly as many bytes as the numbers take; little-endian, of any alignment.
    package func write(_ numbers: UnsafeBufferPointer<Float>, to destination: UnsafeMutableRawBufferPointer) {
        precondition(
            destination.count == numbers.count * size, "\(destination.count) bytes for \(numbers.count) numbers")
        guard let from = numbers.baseAddress, let to = destination.baseAddress else { return }
        switch self {
        case .float16: heed_round_to_half(to, from, numbers.count)
        case .uint8: heed_round_to_byte(to.assumingMemoryBound(to: UInt8.self), from, numbers.count)
        }
    }
}

#if canImport(Glibc)
    internal import Glibc
#endif

/// Memory of one or more tensors: 64-byte aligned, given back to the pool when the last of them goes.
final class Storage {
    /// Uninitialised, 64-byte aligned.
    let numbers: UnsafeMutablePointer<Float>
    private let bytes: Int
    /// Whether it stands for numbers that nobody has.
    let isHollow: Bool

    init(count: Int, isHollow: Bool = false) {
        self.isHollow = isHollow
        bytes = Self.capacity(count: count)
        numbers = StoragePool.shared.take(bytes).bindMemory(
            to: Float.self, capacity: bytes / MemoryLayout<Float>.stride)
    }

    deinit { StoragePool.shared.give(numbers, bytes) }

    /// Bytes that a storage for so many numbers has.
    static func capacity(count: Int) -> Int {
        let (size, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Float>.stride)
        precondition(count >= 0 && !overflow, "a tensor of \(count) numbers cannot be held")
        return StoragePool.capacity(for: size)
    }
}

/// Buffers that were used before, by size. Large buffers fresh from the system cost a page fault every 4 KiB, which for
/// activations is more than the arithmetic done on them.
struct StoragePool: ~Copyable {
    static let shared = StoragePool()

    /// Bytes kept in all; a buffer that does not fit beside the others makes room by releasing them.
    static let mostKept = 256 << 20
    /// A larger buffer is a weight or a rare giant and goes back to the system.
    static let largestKept = 64 << 20
    private static let smallest = 256

    private struct Kept {
        /// Addresses by capacity.
        var buffers: [Int: [UInt]] = [:]
        var bytes = 0
        /// Bytes that are out.
        var heldBytes = 0
        var mostHeldBytes = 0

        mutating func count(_ bytes: Int) {
            heldBytes += bytes
            mostHeldBytes = max(mostHeldBytes, heldBytes)
        }
    }
    private let kept = Guarded(Kept())

    /// The size class of a request: a power of two or one of three steps up to the next, so that at most a fifth is
    /// wasted and batches of slightly different sizes share buffers.
    static func capacity(for bytes: Int) -> Int {
        guard bytes > smallest else { return smallest }
        let power = 1 << (Int.bitWidth - 1 - (bytes - 1).leadingZeroBitCount)  // ≤ bytes − 1
        let step = power / 4
        let (rounded, overflow) = bytes.addingReportingOverflow(step - 1)
        precondition(!overflow, "a tensor of \(bytes) bytes cannot be held")
        return rounded / step * step
    }

    /// - bytes: a capacity.
    func take(_ bytes: Int) -> UnsafeMutableRawPointer {
        let recycled = kept.withLock { kept -> UInt? in
            kept.count(bytes)
            guard let address = kept.buffers[bytes]?.popLast() else { return nil }
            kept.bytes -= bytes
            return address
        }
        if let recycled, let buffer = UnsafeMutableRawPointer(bitPattern: recycled) { return buffer }
        guard let buffer = aligned_alloc(64, bytes) else { preconditionFailure("no memory for \(bytes) bytes") }
        return buffer
    }

    func give(_ buffer: UnsafeMutableRawPointer, _ bytes: Int) {
        let address = UInt(bitPattern: buffer)
        let released = kept.withLock { kept -> [UInt] in
            kept.count(-bytes)
            guard bytes <= Self.largestKept else { return [address] }
            var released: [UInt] = []
            if kept.bytes + bytes > Self.mostKept {
                released = kept.buffers.values.flatMap { $0 }
                kept.buffers = [:]
                kept.bytes = 0
            }
            kept.buffers[bytes, default: []].append(address)
            kept.bytes += bytes
            return released
        }
        for address in released { free(UnsafeMutableRawPointer(bitPattern: address)) }
    }

    /// Bytes held for reuse now.
    var keptBytes: Int { kept.withLock { $0.bytes } }

    /// Bytes that storages have now, those that a workspace keeps among them.
    var heldBytes: Int { kept.withLock { $0.heldBytes } }
    /// The most bytes that storages had at once since the last call.
    func takeMostHeldBytes() -> Int {
        kept.withLock { kept in
            defer { kept.mostHeldBytes = kept.heldBytes }
            return kept.mostHeldBytes
        }
    }
}

/// A value behind a pthread mutex. Recycled memory goes from thread to thread under this lock, and the thread sanitizer, which
/// does not know Synchronization's mutex, has to see the order that it makes.
private final class Guarded<Value>: @unchecked Sendable {  // The mutex guards the value.
    private var value: Value
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

    init(_ value: Value) {
        self.value = value
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body(&value)
    }
}

private import CKernels

/// Memory for tensors that come and go with every step of a loop. While `use` runs, tensors that its thread makes take memory which
/// none of the earlier ones holds any more: once all sizes have been seen, nothing is allocated.
///
/// Belongs to one thread. Tensors may outlive `use`, but must not go to another thread, whose letting go would not be seen here in time.
package final class Workspace {
    /// Storages of one capacity.
    private struct Shelf {
        let capacity: Int
        var storages: [Storage] = []
        /// Where to look first: after the one that was taken last.
        var next = 0

        /// One that nobody else holds.
        mutating func takeFree() -> Storage? {
            for _ in storages.indices {
                let place = next
                next = place + 1 == storages.count ? 0 : place + 1
                if isKnownUniquelyReferenced(&storages[place]) { return storages[place] }
            }
            return nil
        }
    }

    /// Bytes kept at most; more, and all that is free is given back.
    static let mostKept = 256 << 20

    private var shelves: [Shelf] = []
    private(set) var keptBytes = 0

    package init() {}

    package func use<Result>(_ body: () -> Result) -> Result {
        let outer = heed_thread_pointer()
        heed_set_thread_pointer(Unmanaged.passUnretained(self).toOpaque())
        defer { heed_set_thread_pointer(outer) }
        return withExtendedLifetime(self, body)
    }

    /// The one in use on this thread.
    static var current: Workspace? {
        heed_thread_pointer().map { Unmanaged<Workspace>.fromOpaque($0).takeUnretainedValue() }
    }

    /// - count: numbers that there is to be room for
    func storage(count: Int) -> Storage {
        let bytes = Storage.capacity(count: count)
        // Weights and rare giants are not worth keeping.
        guard bytes <= StoragePool.largestKept else { return Storage(count: count) }
        let shelf: Int
        if let found = shelves.firstIndex(where: { $0.capacity == bytes }) {
            if let storage = shelves[found].takeFree() { return storage }
            shelf = found
        } else {
            shelf = shelves.count
            shelves.append(Shelf(capacity: bytes))
        }
        let storage = Storage(count: count)
        if keptBytes + bytes > Self.mostKept {
            shelves = []
            keptBytes = 0
            return storage
        }
        shelves[shelf].storages.append(storage)
        keptBytes += bytes
        return storage
    }
}

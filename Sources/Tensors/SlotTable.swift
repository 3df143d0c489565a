import Synchronization

/// Row numbers of a sequence's keys in its cache, one per position: reordering beams copies this, never the floats.
///
/// Tables that grew from one another share their beginning: an append writes behind all that any of them can see, or,
/// when another table already has, into a copy.
package struct SlotTable: @unchecked Sendable {  // What a table can see is never written again.
    private var storage: SlotStorage
    package private(set) var count: Int
    /// The largest slot, −1 for none.
    private(set) var largest: Int32

    /// - slots: none negative.
    package init(_ slots: [Int32] = []) {
        precondition(slots.allSatisfy { $0 >= 0 }, "a slot is negative")
        storage = SlotStorage(capacity: max(16, slots.count), copying: slots)
        count = slots.count
        largest = slots.max() ?? -1
    }

    package subscript(_ position: Int) -> Int32 {
        precondition(position >= 0 && position < count, "position \(position) of \(count)")
        return storage.slots[position]
    }

    /// A table with the same slots and one more. Shares nothing that a later append could disturb.
    package func appending(_ slot: Int32) -> SlotTable {
        precondition(slot >= 0, "slot \(slot) is negative")
        var result = self
        if !storage.claim(count) {
            result.storage = SlotStorage(
                capacity: max(16, 2 * count + 1), copying: UnsafeBufferPointer(start: pointer, count: count))
            _ = result.storage.claim(count)
        }
        result.storage.slots[count] = slot
        result.count += 1
        result.largest = max(largest, slot)
        return result
    }

    /// Valid as long as the table is kept alive.
    var pointer: UnsafePointer<Int32> { UnsafePointer(storage.slots) }
}

private final class SlotStorage {
    let slots: UnsafeMutablePointer<Int32>
    private let capacity: Int
    /// Places that some table has taken.
    private let used: Atomic<Int>

    init(capacity: Int, copying contents: some Collection<Int32>) {
        slots = .allocate(capacity: capacity)
        self.capacity = capacity
        used = Atomic(contents.count)
        for (place, slot) in contents.enumerated() { slots[place] = slot }
    }

    deinit { slots.deallocate() }

    /// Takes the place for the caller, if it is there and the next free one.
    func claim(_ place: Int) -> Bool {
        place < capacity && used.compareExchange(expected: place, desired: place + 1, ordering: .relaxed).exchanged
    }
}

/// What pairs of pieces become, and in which order they are merged.
struct MergeTable: Sendable {
    struct Merge: Sendable {
        /// Lower ones come first.
        let rank: Int32
        let newID: Int32
    }

    private struct Slot: Sendable {
        /// left id << 32 | right id; `free` where free.
        var pair: UInt64
        var merge: Merge
    }

    private static let free = UInt64.max

    /// By hash, linear probing; at most half of them are used.
    private var slots: [Slot]
    private var count = 0

    /// - capacity: how many merges there will be.
    init(capacity: Int) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        slots = [Slot](repeating: Slot(pair: Self.free, merge: Merge(rank: 0, newID: 0)), count: size)
    }

    /// Of two merges of one pair, the later counts.
    ///
    /// - left, right: ids, from 0 on.
    mutating func insert(_ left: Int32, _ right: Int32, _ merge: Merge) {
        let pair = Self.pair(left, right)
        let slot = slot(of: pair)
        if slots[slot].pair == Self.free {
            count += 1
            precondition(count * 2 <= slots.count, "more merges than the table was made for")
        }
        slots[slot] = Slot(pair: pair, merge: merge)
    }

    subscript(left: Int32, right: Int32) -> Merge? {
        let pair = Self.pair(left, right)
        let slot = slots[slot(of: pair)]
        return slot.pair == pair ? slot.merge : nil
    }

    private static func pair(_ left: Int32, _ right: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    }

    /// Where the pair is, or the free slot where it belongs.
    private func slot(of pair: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: (pair &* 0x9E37_79B9_7F4A_7C15) >> 32) & (slots.count - 1)
        while slots[slot].pair != pair, slots[slot].pair != Self.free { slot = (slot + 1) & (slots.count - 1) }
        return slot
    }
}

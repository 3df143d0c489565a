/// Pieces and their ids.
///
/// Keyed by bytes: Swift's `String` equality takes "é" and "e\u{301}" for the same text, vocabularies do not. A table of
/// our own, so that looking up a slice of a text copies nothing.
struct Vocabulary: Sendable {
    /// More than any model has; keeps a corrupt id from taking memory.
    static let largestID = 1 << 24

    /// All pieces, one after the other.
    private var bytes: [UInt8] = []
    /// Piece `entry` is bytes[starts[entry]..<starts[entry + 1]].
    private var starts = [0]
    private var ids: [Int32] = []
    /// The entry that an id stands for; -1 where ids are left out.
    private var entryOfID: [Int32] = []
    /// Entries by hash, linear probing; -1 where free. Its size is a power of two, and at most half of it is used.
    private var slots = [Int32](repeating: -1, count: 16)

    /// Number of pieces.
    var count: Int { ids.count }
    /// Ids are below it; some may stand for nothing.
    var idLimit: Int { entryOfID.count }
    /// Length of all pieces together.
    var byteCount: Int { bytes.count }
    /// All pieces, in the order in which they were inserted first.
    var entries: some Sequence<(piece: ArraySlice<UInt8>, id: Int32)> {
        (0..<count).lazy.map { (piece: bytes[starts[$0]..<starts[$0 + 1]], id: ids[$0]) }
    }

    /// A piece that is there already gets the new id; of two pieces with one id, the later is what the id stands for.
    ///
    /// - Returns: false, and nothing is changed, when the id is out of range.
    mutating func insert(_ piece: String, id: Int) -> Bool {
        guard (0...Self.largestID).contains(id) else { return false }
        var piece = piece
        piece.withUTF8 { insert($0, id: id) }
        return true
    }

    private mutating func insert(_ piece: UnsafeBufferPointer<UInt8>, id: Int) {
        if id >= entryOfID.count {
            entryOfID.append(contentsOf: repeatElement(-1, count: id + 1 - entryOfID.count))
        }
        var slot = slot(of: piece)
        if slots[slot] >= 0 {
            ids[Int(slots[slot])] = Int32(id)
        } else {
            if (count + 1) * 2 > slots.count {
                grow()
                slot = self.slot(of: piece)
            }
            slots[slot] = Int32(count)
            bytes.append(contentsOf: piece)
            starts.append(bytes.count)
            ids.append(Int32(id))
        }
        entryOfID[id] = slots[slot]
    }

    func id(of piece: UnsafeBufferPointer<UInt8>) -> Int32? {
        let entry = slots[slot(of: piece)]
        return entry < 0 ? nil : ids[Int(entry)]
    }

    func id(of piece: ArraySlice<UInt8>) -> Int32? { piece.withUnsafeBufferPointer { id(of: $0) } }

    func id(of piece: String) -> Int32? {
        var piece = piece
        return piece.withUTF8 { id(of: $0) }
    }

    /// nil when the id stands for nothing.
    func piece(of id: Int32) -> ArraySlice<UInt8>? {
        guard id >= 0, Int(id) < entryOfID.count, entryOfID[Int(id)] >= 0 else { return nil }
        let entry = Int(entryOfID[Int(id)])
        return bytes[starts[entry]..<starts[entry + 1]]
    }

    /// Where the piece is, or the free slot where it belongs.
    private func slot(of piece: UnsafeBufferPointer<UInt8>) -> Int {
        bytes.withUnsafeBufferPointer { bytes in
            var slot = Int(truncatingIfNeeded: Self.hash(piece)) & (slots.count - 1)
            while slots[slot] >= 0 {
                let entry = Int(slots[slot])
                let range = starts[entry]..<starts[entry + 1]
                if range.count == piece.count, bytes[range].elementsEqual(piece) { return slot }
                slot = (slot + 1) & (slots.count - 1)
            }
            return slot
        }
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        for entry in 0..<count {
            let free = bytes[starts[entry]..<starts[entry + 1]].withUnsafeBufferPointer { slot(of: $0) }
            slots[free] = Int32(entry)
        }
    }

    /// FNV-1a, 64 bits.
    private static func hash(_ piece: UnsafeBufferPointer<UInt8>) -> UInt64 {
        piece.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}

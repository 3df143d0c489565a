/// The `precompiled_charsmap` of a SentencePiece model: a double-array trie of texts and what replaces them.
///
/// The blob is the trie's size in bytes, its units (little-endian, 32 bits; darts-clone's layout) and the replacements, each ended by
/// U+0000. The reference replaces a grapheme shorter than six bytes as a whole by what stands for the shortest of its prefixes in the
/// trie, and looks up each scalar of the others; so does this.
struct CharacterMap: Normalizer {
    private let units: [UInt32]
    /// UTF-8.
    private let replacements: [UInt8]
    /// For each byte: whether a text of this one byte stays as it is.
    private var staysASCII: [Bool] = []

    /// - Throws: when the blob is not such a map.
    init(blob: [UInt8], file: String) throws(TokenizerError) {
        func malformed(_ reason: String) -> TokenizerError {
            .malformed(file: file, reason: "the precompiled charsmap \(reason)")
        }
        guard blob.count >= 4 else { throw malformed("is shorter than its header") }
        let size = Int(Self.unit(of: blob, at: 0))
        guard size >= 4, size % 4 == 0, size <= blob.count - 4 else {
            throw malformed("states a trie of \(size) bytes, but holds \(blob.count - 4)")
        }
        units = stride(from: 4, to: 4 + size, by: 4).map { Self.unit(of: blob, at: $0) }
        replacements = Array(blob[(4 + size)...])
        guard String(validating: replacements, as: UTF8.self) != nil else {
            throw malformed("has replacements that are not UTF-8")
        }
        for index in units.indices where !Self.isValue(units[index]) && Self.hasLeaf(units[index]) {
            let leaf = index ^ Self.offset(units[index])
            guard leaf < units.count else { throw malformed("has a leaf outside of its trie") }
            let value = Self.value(units[leaf])
            guard value < replacements.count, !UTF8.isContinuation(replacements[value]) else {
                throw malformed("points outside of its replacements")
            }
        }
        staysASCII = (0..<128).map { byte in
            [UInt8(byte)].withUnsafeBufferPointer { replacement(of: $0, 0..<1) == nil }
        }
    }

    func normalize(_ text: inout AlignedText) {
        var edits = Edits(capacity: text.count)
        text.bytes.withUnsafeBufferPointer { bytes in
            var position = 0
            while position < bytes.count {
                // Most text: a letter that nothing joins.
                if bytes[position] < 0x80, position + 1 == bytes.count || bytes[position + 1] < 0x80,
                    bytes[position] != 0x0D, staysASCII[Int(bytes[position])]
                {
                    edits.keep(UInt32(bytes[position]))
                    position += 1
                    continue
                }
                let end = Graphemes.end(in: bytes, from: position)
                if end - position < 6, let replacement = replacement(of: bytes, position..<end) {
                    edits.replace(bytes, position..<end, by: replacements, replacement)
                } else {
                    replaceScalars(of: bytes, position..<end, &edits)
                }
                position = end
            }
        }
        if edits.areChanges { text.apply(edits.list) }
    }

    private func replaceScalars(of bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ edits: inout Edits) {
        var position = range.lowerBound
        while position < range.upperBound {
            let start = position
            let scalar = UTF8Scalars.next(in: bytes, at: &position)
            if let replacement = replacement(of: bytes, start..<position) {
                edits.replace(bytes, start..<position, by: replacements, replacement)
            } else {
                edits.keep(scalar)
            }
        }
    }

    /// What stands for the shortest prefix that the trie has, as a range of `replacements`.
    private func replacement(of text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Range<Int>? {
        var node = Self.offset(units[0])
        for position in range {
            let byte = text[position]
            if byte == 0 { break }
            node ^= Int(byte)
            guard node < units.count, Self.label(units[node]) == UInt32(byte) else { return nil }
            let unit = units[node]
            node ^= Self.offset(unit)
            if Self.hasLeaf(unit) {
                let start = Self.value(units[node])
                let end = replacements[start...].firstIndex(of: 0) ?? replacements.endIndex
                return start..<end
            }
        }
        return nil
    }

    private static func unit(of blob: [UInt8], at position: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(blob[position + $1]) << (8 * UInt32($1)) }
    }

    private static func isValue(_ unit: UInt32) -> Bool { unit >> 31 == 1 }
    private static func hasLeaf(_ unit: UInt32) -> Bool { unit >> 8 & 1 == 1 }
    private static func value(_ unit: UInt32) -> Int { Int(unit & 0x7FFF_FFFF) }
    private static func label(_ unit: UInt32) -> UInt32 { unit & 0x8000_00FF }
    private static func offset(_ unit: UInt32) -> Int { Int(unit >> 10) << Int((unit & 1 << 9) >> 6) }
}

/// The edits of a text, with the reference's account of what replaces what.
private struct Edits {
    private(set) var list: [AlignedText.Edit] = []
    private(set) var areChanges = false

    init(capacity: Int) { list.reserveCapacity(capacity) }

    mutating func keep(_ scalar: UInt32) { list.append(AlignedText.Edit(scalar: scalar, change: 0)) }

    mutating func replace(
        _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, by replacements: [UInt8], _ replacement: Range<Int>
    ) {
        areChanges = true
        let removedCount = text[range].count { !UTF8.isContinuation($0) }
        var addedCount = 0
        replacements.withUnsafeBufferPointer { replacements in
            var position = replacement.lowerBound
            while position < replacement.upperBound {
                keep(UTF8Scalars.next(in: replacements, at: &position))
                addedCount += 1
            }
        }
        if addedCount > removedCount {
            for index in list.indices.suffix(addedCount - removedCount) { list[index].change = 1 }
        } else if addedCount < removedCount, !list.isEmpty {
            list[list.count - 1].change -= Int32(removedCount - addedCount)
        }
    }
}

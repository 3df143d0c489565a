import Testing

@testable import Tokenizers

@Suite struct CharacterMapTests {
    /// A trie of one-byte keys, as darts-clone lays it out: each maps to the replacements from `offset` on.
    private static func blob(
        keys: [UInt8: UInt32], replacements: String, changing change: (inout [UInt32]) -> Void = { _ in }
    ) -> [UInt8] {
        var units = [UInt32](repeating: 0, count: 768)
        units[0] = 256 << 10
        for (key, offset) in keys {
            units[256 ^ Int(key)] = UInt32(key) | 0x100 | 256 << 10
            units[Int(key)] = 0x8000_0000 | offset
        }
        change(&units)
        let words = [UInt32(4 * units.count)] + units
        return words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
            + Array(replacements.utf8)
    }

    private static func normalized(_ text: String, by map: CharacterMap) -> (text: String, origins: [Range<Int>]) {
        let bytes = Array(text.utf8)
        var aligned = bytes.withUnsafeBufferPointer { AlignedText(original: $0, range: 0..<bytes.count) }
        map.normalize(&aligned)
        return (
            String(decoding: aligned.bytes, as: UTF8.self),
            aligned.origins.map { Int($0.start)..<Int($0.end) }
        )
    }

    @Test func aGraphemeIsReplacedAsAWhole() throws {
        let map = try CharacterMap(blob: Self.blob(keys: [0x61: 0], replacements: "X\0"), file: "f")
        #expect(Self.normalized("bab", by: map).text == "bXb")
        #expect(Self.normalized("a\u{301}b", by: map).text == "Xb")
        // Six bytes and more: scalar by scalar.
        #expect(Self.normalized("a\u{301}\u{301}\u{301}b", by: map).text == "X\u{301}\u{301}\u{301}b")
    }

    @Test func whatIsInsertedComesFromTheCharacterBefore() throws {
        let map = try CharacterMap(blob: Self.blob(keys: [0x61: 0], replacements: "xy\0"), file: "f")
        let (text, origins) = Self.normalized("bac", by: map)
        #expect(text == "bxyc")
        #expect(origins == [0..<1, 1..<2, 1..<2, 2..<3])
    }

    @Test func aLieInTheTrieIsRefused() {
        func expectRefusal(_ reason: String, _ blob: [UInt8]) {
            let error = #expect(throws: TokenizerError.self) { try CharacterMap(blob: blob, file: "f") }
            #expect("\(error.map { "\($0)" } ?? "")".contains(reason))
        }
        expectRefusal("states a trie of", [8, 0, 0, 0, 1, 2, 3])
        expectRefusal("states a trie of", [3, 0, 0, 0, 1, 2, 3, 4])
        expectRefusal("outside of its replacements", Self.blob(keys: [0x61: 9], replacements: "X\0"))
        expectRefusal("outside of its replacements", Self.blob(keys: [0x61: 1], replacements: "é\0"))
        expectRefusal(
            "leaf outside of its trie",
            Self.blob(keys: [0x61: 0], replacements: "X\0") { $0[256 ^ 0x61] = 0x61 | 0x100 | 0x1F_FFFF << 10 })
        expectRefusal("not UTF-8", Self.blob(keys: [:], replacements: "") + [0xFF])
    }
}

extension Component {
    /// - depth: how many sequences this may hold in one another.
    func normalizer(depth: Int = 8) throws(TokenizerError) -> any Normalizer {
        switch try type() {
        case "Sequence":
            guard depth > 0 else { throw malformed("is nested too deeply") }
            var normalizers: [any Normalizer] = []
            for part in try required("normalizers").elements() {
                normalizers.append(try part.normalizer(depth: depth - 1))
            }
            return NormalizerSequence(normalizers: normalizers)
        case "BertNormalizer":
            return BertNormalizer(
                cleansText: try requiredFlag("clean_text"),
                separatesIdeographs: try requiredFlag("handle_chinese_chars"),
                stripsAccents: try optional("strip_accents")?.flag(), lowercases: try requiredFlag("lowercase"))
        case "NFC": return UnicodeForm.nfc
        case "NFD": return UnicodeForm.nfd
        case "NFKC": return UnicodeForm.nfkc
        case "NFKD": return UnicodeForm.nfkd
        case "Lowercase": return Lowercase()
        case "StripAccents": return StripAccents()
        case "Strip":
            return Strip(stripsLeft: try requiredFlag("strip_left"), stripsRight: try requiredFlag("strip_right"))
        case "Nmt": return Nmt()
        case "Prepend": return Prepend(prefix: Array(try required("prepend").string().utf8))
        case "Replace":
            return Replace(
                pattern: try required("pattern").pattern(), content: Array(try required("content").string().utf8))
        case "ByteLevel": return ByteLevelNormalizer()
        case "Precompiled":
            let encoded = try required("precompiled_charsmap")
            guard let blob = Base64.decode(try encoded.string()) else { throw encoded.malformed("is not base64") }
            return try CharacterMap(blob: blob, file: file)
        default: throw try unsupported()
        }
    }

    /// The charsmap of a normalizer or, in a sequence, of the first that has one.
    func characterMap() throws(TokenizerError) -> CharacterMap? {
        if try type() == "Precompiled" { return try normalizer() as? CharacterMap }
        guard try type() == "Sequence" else { return nil }
        for part in try required("normalizers").elements() where try part.type() == "Precompiled" {
            return try part.normalizer() as? CharacterMap
        }
        return nil
    }
}

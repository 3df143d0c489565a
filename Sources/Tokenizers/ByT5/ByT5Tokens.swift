/// The tokens of `ByT5Tokenizer` that stand for more than a byte, put together as transformers does.
struct ByT5Tokens {
    private(set) var entries: [AddedTokens.Entry] = []
    private(set) var end: AddedTokens.Entry?
    private static let usualExtraCount = 125

    /// - byteIDs: of the 256 bytes, which are characters up to U+00FF where tokens are looked for by their literals.
    init(_ settings: TokenizerSettings, byteIDs: Range<Int32>) throws(TokenizerError) {
        func role(_ name: String, _ usual: String) -> StatedToken {
            if let stated = settings.named[name] { return stated }
            var token = StatedToken(literal: usual, stripsLeft: true)
            token.stripsRight = true
            return token
        }
        let (padding, end, unknown) = (
            role("pad_token", "<pad>"), role("eos_token", "</s>"), role("unk_token", "<unk>")
        )
        var tokenOfID: [Int: StatedToken] = [0: padding, 1: end, 2: unknown]
        tokenOfID.merge(settings.addedTokens) { $1 }
        let special =
            (TokenizerSettings.roles + settings.otherNames).compactMap { name in
                switch name {
                case "pad_token": padding
                case "eos_token": end
                case "unk_token": unknown
                default: settings.named[name]
                }
            } + (try Self.extraTokens(settings))
        var known = Set(tokenOfID.values.map { Array($0.content.utf8) })
        var nextID = Int(byteIDs.upperBound) + tokenOfID.keys.count { !(0..<Int(byteIDs.upperBound)).contains($0) }
        for token in special where !token.content.isEmpty && known.insert(Array(token.content.utf8)).inserted {
            let scalars = token.content.unicodeScalars
            if scalars.count == 1, let scalar = scalars.first, scalar.value < 0x100 {
                tokenOfID[Int(byteIDs.lowerBound) + Int(scalar.value)] = token
            } else {
                tokenOfID[nextID] = token
                nextID += 1
            }
        }
        guard (tokenOfID.keys.max() ?? 0) <= Vocabulary.largestID else {
            throw .malformed(
                file: TokenizerSettings.fileName, reason: "its added tokens have ids beyond \(Vocabulary.largestID)")
        }
        let specialLiterals = Set(special.map { Array($0.content.utf8) })
        for (id, token) in tokenOfID.sorted(by: { $0.key < $1.key }) where !token.content.isEmpty {
            let literal = Array(token.content.utf8)
            entries.append(
                AddedTokens.Entry(
                    literal: literal, id: Int32(id), isSpecial: token.isSpecial || specialLiterals.contains(literal),
                    stripsLeft: token.stripsLeft, stripsRight: token.stripsRight))
        }
        self.end = entries.first { $0.literal.elementsEqual(end.content.utf8) }
    }

    /// The sentinels, unless the files bring their own.
    private static func extraTokens(_ settings: TokenizerSettings) throws(TokenizerError) -> [StatedToken] {
        let stated = try settings.option("extra_ids")?.count(in: 0...1 << 16)
        let tokens = settings.extraTokens
        let count = stated ?? usualExtraCount
        if tokens.isEmpty { return (0..<count).map { StatedToken(literal: "<extra_id_\($0)>") } }
        let ownCount = tokens.count { $0.content.utf8.firstRange(of: "extra_id".utf8) != nil }
        guard count == 0 || count == ownCount else {
            throw .malformed(
                file: TokenizerSettings.fileName,
                reason: "extra_ids is \(count), but additional_special_tokens has \(ownCount) tokens <extra_id_…>")
        }
        return tokens
    }
}

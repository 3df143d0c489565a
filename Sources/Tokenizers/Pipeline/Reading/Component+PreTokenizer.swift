extension Component {
    /// - depth: how many sequences this may hold in one another.
    func preTokenizer(depth: Int = 8) throws(TokenizerError) -> any PreTokenizer {
        switch try type() {
        case "Sequence":
            guard depth > 0 else { throw malformed("is nested too deeply") }
            var preTokenizers: [any PreTokenizer] = []
            for part in try required("pretokenizers").elements() {
                preTokenizers.append(try part.preTokenizer(depth: depth - 1))
            }
            return PreTokenizerSequence(preTokenizers: preTokenizers)
        case "BertPreTokenizer": return BertPreTokenizer()
        case "ByteLevel":
            return ByteLevel(
                addsPrefixSpace: try requiredFlag("add_prefix_space"), splits: try flag("use_regex", default: true))
        case "Metaspace":
            return Metaspace(
                mark: try required("replacement").scalar(), prependScheme: try prependScheme(),
                splits: try flag("split", default: true))
        case "Whitespace": return WhitespacePreTokenizer()
        case "WhitespaceSplit": return ScalarSplit(kind: .whiteSpace, behavior: .removed)
        case "Punctuation":
            return ScalarSplit(kind: .punctuation, behavior: try optional("behavior")?.splitBehavior() ?? .isolated)
        case "Digits":
            return ScalarSplit(
                kind: .digit, behavior: try requiredFlag("individual_digits") ? .isolated : .contiguous)
        case "CharDelimiterSplit":
            let delimiter = try required("delimiter")
            _ = try delimiter.scalar()
            let scalar = try delimiter.string().unicodeScalars.first?.value ?? 0
            return ScalarSplit(kind: .scalar(scalar), behavior: .removed)
        case "Split":
            return PatternSplit(
                pattern: try required("pattern").pattern(), behavior: try required("behavior").splitBehavior(),
                isInverted: try requiredFlag("invert"))
        case "UnicodeScripts": return ScriptSplit()
        case "FixedLength": return FixedLengthSplit(length: try optional("length")?.count(in: 1...1 << 20) ?? 5)
        default: throw try unsupported()
        }
    }

    private func splitBehavior() throws(TokenizerError) -> SplitBehavior {
        guard let behavior = SplitBehavior(rawValue: try string()) else {
            throw malformed("is \(json.summary), which is not a behavior")
        }
        return behavior
    }

    /// Of a Metaspace, where older files have only `add_prefix_space`.
    func prependScheme() throws(TokenizerError) -> Metaspace.PrependScheme {
        var scheme = Metaspace.PrependScheme.always
        if let stated = optional("prepend_scheme") {
            guard let known = Metaspace.PrependScheme(rawValue: try stated.string()) else {
                throw stated.malformed("is \(stated.json.summary), not always, first or never")
            }
            scheme = known
        }
        guard try flag("add_prefix_space", default: true) else {
            // As the reference: anything but "never" contradicts.
            guard scheme == .never else {
                throw malformed("has an add_prefix_space that contradicts its prepend_scheme")
            }
            return .never
        }
        return scheme
    }
}

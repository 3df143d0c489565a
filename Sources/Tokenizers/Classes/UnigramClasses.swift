/// SentencePiece's unigram models: T5, Pegasus, ALBERT, XLM-RoBERTa.
extension ClassInputs {
    func t5Tokenizer() throws(TokenizerError) -> PipelineTokenizer {
        let extraCount = try settings.option("extra_ids")?.count(in: 0...1 << 16) ?? 100
        let parts = Parts(
            normalizer: charsmap, preTokenizer: Self.spacedWords(.always), model: try unigram(unknownID: 2),
            decoder: MetaspaceDecoder(mark: spaceMarkBytes, dropsFirst: true),
            defaults: [.init("eos_token", "</s>"), .init("unk_token", "<unk>"), .init("pad_token", "<pad>")],
            extraTokens: try t5ExtraTokens(extraCount))
        return try tokenizer(parts) { token throws(TokenizerError) in
            guard let end = token("eos_token") else { throw missing("eos_token") }
            return PostProcessor(suffix: [.init(id: end.id, text: "</s>")])
        }
    }

    /// The sentinels, unless the SentencePiece model brings its own.
    private func t5ExtraTokens(_ count: Int) throws(TokenizerError) -> [StatedToken] {
        let tokens = modelTokens ?? []
        let ownCount = tokens.count { $0.content.utf8.firstRange(of: "<extra_id_".utf8) != nil }
        if ownCount == 0 { return tokens + (0..<count).map { StatedToken(literal: "<extra_id_\($0)>") } }
        guard count == 0 || count == ownCount else {
            throw .malformed(
                file: TokenizerSettings.fileName,
                reason: "extra_ids is \(count), but the model has \(ownCount) tokens <extra_id_…>")
        }
        return tokens
    }

    func pegasusTokenizer() throws(TokenizerError) -> PipelineTokenizer {
        let defaults: [TokenizerSettings.Default] = [
            .init("pad_token", "<pad>"), .init("eos_token", "</s>"), .init("unk_token", "<unk>"),
            .init("mask_token", "<mask_2>"),
        ]
        let unknown = settings.literal(of: "unk_token", defaults) ?? "<unk>"
        guard
            let unknownID = try scores().dropFirst().firstIndex(where: {
                $0.score == 0 && $0.piece.utf8.elementsEqual(unknown.utf8)
            })
        else { throw missing("unk_token, with a score of 0") }
        let offset = try settings.option("offset")?.count(in: 0...1 << 16) ?? 103
        let sentenceMask = try settings.option("mask_token_sent")?.string() ?? "<mask_1>"
        let spaces = try Component.expression(" {2,}", file: file)
        let first: any Normalizer =
            if let charsmap { charsmap } else { Replace(pattern: .literal([0x0A]), content: [0x20]) }
        let parts = Parts(
            normalizer: NormalizerSequence(normalizers: [first, Replace(pattern: spaces, content: [0x20])]),
            preTokenizer: Metaspace(mark: spaceMarkBytes, prependScheme: .always, splits: true),
            model: try unigram(unknownID: unknownID),
            decoder: MetaspaceDecoder(mark: spaceMarkBytes, dropsFirst: true), defaults: defaults,
            extraTokens: ([sentenceMask] + (2..<max(offset, 2)).map { "<unk_\($0)>" }).map { StatedToken(literal: $0) })
        return try tokenizer(parts) { token throws(TokenizerError) in
            guard let end = token("eos_token") else { throw missing("eos_token") }
            return PostProcessor(suffix: [end])
        }
    }

    func albertTokenizer() throws(TokenizerError) -> PipelineTokenizer {
        let addsPrefixSpace = try settings.flag("add_prefix_space", default: true)
        var normalizers = Self.plainQuotes
        if try !settings.flag("keep_accents", default: false) { normalizers += [UnicodeForm.nfkd, StripAccents()] }
        if try settings.flag("do_lower_case", default: true) { normalizers.append(Lowercase()) }
        if let charsmap { normalizers.append(charsmap) }
        let parts = Parts(
            normalizer: NormalizerSequence(normalizers: normalizers),
            preTokenizer: Self.spacedWords(addsPrefixSpace ? .always : .never), model: try unigram(unknownID: 1),
            decoder: MetaspaceDecoder(mark: spaceMarkBytes, dropsFirst: addsPrefixSpace),
            defaults: [
                .init("bos_token", "[CLS]"), .init("eos_token", "[SEP]"), .init("unk_token", "<unk>"),
                .init("sep_token", "[SEP]"), .init("pad_token", "<pad>"), .init("cls_token", "[CLS]"),
                .init("mask_token", "[MASK]"),
            ], extraTokens: modelTokens)
        return try tokenizer(parts) { token throws(TokenizerError) in
            if let postProcessor { return postProcessor }
            guard let start = token("cls_token") else { throw missing("cls_token") }
            guard let end = token("sep_token") else { throw missing("sep_token") }
            return PostProcessor(
                prefix: [.init(id: start.id, text: "[CLS]")], suffix: [.init(id: end.id, text: "[SEP]")])
        }
    }

    func xlmRobertaTokenizer() throws(TokenizerError) -> PipelineTokenizer {
        let addsPrefixSpace = try settings.flag("add_prefix_space", default: true)
        let parts = Parts(
            normalizer: charsmap, preTokenizer: Self.spacedWords(addsPrefixSpace ? .always : .never),
            model: try unigram(unknownID: 3),
            decoder: MetaspaceDecoder(mark: spaceMarkBytes, dropsFirst: addsPrefixSpace),
            defaults: [
                .init("bos_token", "<s>"), .init("eos_token", "</s>"), .init("sep_token", "</s>"),
                .init("cls_token", "<s>"), .init("unk_token", "<unk>"), .init("pad_token", "<pad>"),
                .init("mask_token", "<mask>"),
            ], extraTokens: modelTokens)
        return try tokenizer(parts) { token throws(TokenizerError) in
            guard let start = token("bos_token") else { throw missing("bos_token") }
            guard let end = token("eos_token") else { throw missing("eos_token") }
            return PostProcessor(prefix: [start], suffix: [end])
        }
    }

    /// TeX's quotation marks become plain ones.
    static let plainQuotes: [any Normalizer] = ["``", "''"].map { quote in
        Replace(pattern: .literal(Array(quote.utf8)), content: Array("\"".utf8))
    }

    /// Words between white space, each with a mark in front.
    static func spacedWords(_ scheme: Metaspace.PrependScheme) -> any PreTokenizer {
        PreTokenizerSequence(preTokenizers: [
            ScalarSplit(kind: .whiteSpace, behavior: .removed),
            Metaspace(mark: spaceMarkBytes, prependScheme: scheme, splits: true),
        ])
    }

    func unigram(unknownID: Int) throws(TokenizerError) -> Unigram {
        try Unigram(pieces: scores(), unknownID: unknownID, file: file)
    }

    func scores() throws(TokenizerError) -> [(piece: String, score: Double)] {
        guard case .scores(let scores) = pieces else { throw mismatch("a unigram vocabulary") }
        return scores
    }
}

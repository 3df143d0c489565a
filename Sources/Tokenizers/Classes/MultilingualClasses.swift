/// The classes whose special tokens name a language: mBART, mBART-50, NLLB.
extension ClassInputs {
    func mBartTokenizer() throws(TokenizerError) -> MultilingualTokenizer {
        let languages = LanguageCodes.mBart
        let others = (modelTokens ?? []).filter { token in !languages.contains(token.content) }
        let parts = Parts(
            preTokenizer: Self.spacedWords(.always), model: try unigram(unknownID: 3), decoder: Self.metaspaceDecoder,
            defaults: Self.startDefaults + Self.otherDefaults,
            extraTokens: languages.map { StatedToken(literal: $0) } + others)
        return try multilingual(parts, place: .decoderStart, sourceLayout: .languageLast, usualSource: "en_XX")
    }

    func mBart50Tokenizer() throws(TokenizerError) -> MultilingualTokenizer {
        var scores = try scores()
        if !scores.contains(where: { LanguageCodes.mBart50.contains($0.piece) }) {
            // A vocabulary as SentencePiece has it.
            func piece(_ role: String, _ usual: String) -> (piece: String, score: Double) {
                (settings.literal(of: role) ?? usual, 0)
            }
            scores =
                [
                    piece("cls_token", "<s>"), piece("pad_token", "<pad>"), piece("eos_token", "</s>"),
                    piece("unk_token", "<unk>"),
                ] + scores.dropFirst(3) + LanguageCodes.mBart50.map { ($0, 0) } + [piece("mask_token", "<mask>")]
        }
        let parts = Parts(
            normalizer: try Self.singleSpaces(after: charsmap, file: file), preTokenizer: Self.metaspace,
            model: try Unigram(pieces: scores, unknownID: 3, file: file), decoder: Self.metaspaceDecoder,
            defaults: Self.otherDefaults,
            extraTokens: (modelTokens ?? []) + LanguageCodes.mBart50.map { StatedToken(literal: $0) })
        return try multilingual(parts, place: .forcedFirst, sourceLayout: .languageFirst, usualSource: "en_XX")
    }

    func nllbTokenizer() throws(TokenizerError) -> MultilingualTokenizer {
        guard case .merges(let vocabulary, let merges) = pieces else { throw mismatch("a BPE vocabulary with merges") }
        var defaults = Self.startDefaults + Self.otherDefaults
        defaults.removeAll { $0.role == "mask_token" }
        var mask = StatedToken(literal: "<mask>", stripsLeft: true)
        mask.isNormalized = true
        defaults.append(TokenizerSettings.Default("mask_token", mask))
        let unknown = settings.literal(of: "unk_token", defaults) ?? "<unk>"
        let model = try BPE(
            vocabulary: vocabulary, merges: merges, options: BPE.Options(unknownToken: unknown, fusesUnknown: true),
            file: file)
        let parts = Parts(
            normalizer: charsmap == nil ? nil : try Self.singleSpaces(after: charsmap, file: file),
            preTokenizer: Self.metaspace, model: model, decoder: Self.metaspaceDecoder, defaults: defaults,
            // As the reference does, not those of the list when a SentencePiece model is read.
            extraTokens: modelTokens ?? LanguageCodes.nllb.map { StatedToken(literal: $0) })
        let isLegacy = try settings.flag("legacy_behaviour", default: false)
        return try multilingual(
            parts, place: .forcedFirst, sourceLayout: isLegacy ? .languageLast : .languageFirst,
            usualSource: "eng_Latn")
    }

    private static let startDefaults: [TokenizerSettings.Default] = [.init("bos_token", "<s>")]
    private static let otherDefaults: [TokenizerSettings.Default] = [
        .init("eos_token", "</s>"), .init("sep_token", "</s>"), .init("cls_token", "<s>"),
        .init("unk_token", "<unk>"), .init("pad_token", "<pad>"),
        .init("mask_token", "<mask>", stripsLeft: true, isSpecial: false),
    ]
    private static let metaspace = Metaspace(mark: spaceMarkBytes, prependScheme: .always, splits: true)
    private static let metaspaceDecoder = MetaspaceDecoder(mark: spaceMarkBytes, dropsFirst: true)

    private static func singleSpaces(after charsmap: CharacterMap?, file: String) throws(TokenizerError)
        -> any Normalizer
    {
        let spaces = Replace(pattern: try Component.expression(" {2,}", file: file), content: [0x20])
        guard let charsmap else { return spaces }
        return NormalizerSequence(normalizers: [charsmap, spaces])
    }

    /// - usualSource: the source language where the configuration names none.
    private func multilingual(
        _ parts: Parts, place: TokenizerLanguages.Place, sourceLayout: MultilingualTokenizer.SourceLayout,
        usualSource: String
    ) throws(TokenizerError) -> MultilingualTokenizer {
        let base = try tokenizer(parts) { _ in PostProcessor.none }
        func token(_ role: String) throws(TokenizerError) -> (text: String, id: Int32) {
            guard let literal = settings.literal(of: role, parts.defaults),
                let id = base.addedTokens.id(of: literal) ?? parts.model.id(of: literal)
            else { throw missing(role) }
            return (literal, id)
        }
        // The transformer may lack languages that the class adds to every vocabulary.
        func isInModel(_ id: Int32) -> Bool { modelSize == 0 || Int(id) < modelSize }
        let added = base.addedTokens.tokens.filter { isInModel($0.id) }.map { (code: $0.token.content, id: $0.id) }
        let source = try settings.option("src_lang")?.string() ?? usualSource
        let target = try settings.option("tgt_lang")?.string()
        // As the reference, which looks a language up like any token.
        let own = [source, target].compactMap(\.self).compactMap { code in
            parts.model.id(of: code).map { (code: code, id: $0) }
        }
        let languages = TokenizerLanguages(
            added.filter { LanguageCodes.isCode($0.code) }, unlisted: added + own.filter { isInModel($0.id) },
            place: place, defaultSource: source, defaultTarget: target)
        return MultilingualTokenizer(
            base: base, languages: languages, sourceLayout: sourceLayout, end: try token("eos_token"),
            unknown: try token("unk_token"))
    }
}

/// What the files of a directory give to a tokenizer class, which makes a pipeline of it.
struct ClassInputs {
    enum Pieces {
        /// Pieces and their ids.
        case ids(Vocabulary)
        /// With pairs to merge, the first ones first.
        case merges(Vocabulary, [(left: String, right: String)])
        /// Pieces by id, with their scores.
        case scores([(piece: String, score: Double)])
    }

    let pieces: Pieces
    let charsmap: CharacterMap?
    /// Of a `tokenizer.json`.
    let postProcessor: PostProcessor?
    /// The control and user-defined pieces of a SentencePiece model; nil where the pieces come from elsewhere.
    var modelTokens: [StatedToken]?
    /// The unknown piece of a SentencePiece model; nil where the pieces come from elsewhere.
    var modelUnknownID: Int?
    let settings: TokenizerSettings
    /// How an error names the vocabulary.
    let file: String
    /// How many ids the transformer has; 0 when unknown.
    let modelSize: Int
}

extension ClassInputs {
    /// What a class fixes.
    struct Parts {
        var normalizer: (any Normalizer)?
        var preTokenizer: (any PreTokenizer)?
        let model: any SubwordModel
        let decoder: any PieceDecoder
        /// Special tokens where the files name none.
        let defaults: [TokenizerSettings.Default]
        /// Special tokens without a role; nil for what the files name.
        var extraTokens: [StatedToken]?
    }

    /// Adds the special tokens, then what is put around a text.
    ///
    /// - surround: is given the id of a role's token.
    func tokenizer(
        _ parts: Parts, surround: ((String) -> PostProcessor.SpecialToken?) throws(TokenizerError) -> PostProcessor
    ) throws(TokenizerError) -> PipelineTokenizer {
        var added = AddedVocabulary()
        let tokens = settings.tokensToAdd(
            to: added, parts.defaults,
            extra: settings.extraTokens.isEmpty ? parts.extraTokens ?? [] : settings.extraTokens)
        guard added.add(tokens, model: parts.model, normalizer: parts.normalizer) else {
            throw .malformed(file: file, reason: "its added tokens have ids beyond \(Vocabulary.largestID)")
        }
        let processor = try surround { role in
            guard let literal = settings.literal(of: role, parts.defaults),
                let id = added.id(of: literal) ?? parts.model.id(of: literal)
            else { return nil }
            return PostProcessor.SpecialToken(id: id, text: literal)
        }
        return PipelineTokenizer(
            normalizer: parts.normalizer, preTokenizer: parts.preTokenizer, model: parts.model,
            postProcessor: processor, decoder: parts.decoder, addedTokens: added,
            options: try settings.options(model: parts.model, modelSize: modelSize))
    }

    func missing(_ role: String) -> TokenizerError {
        .malformed(file: file, reason: "the vocabulary lacks the tokenizer's \(role)")
    }

    func mismatch(_ needed: String) -> TokenizerError {
        .malformed(file: file, reason: "the tokenizer's class needs \(needed)")
    }
}

extension TokenizerSettings {
    func options(model: any SubwordModel, modelSize: Int) throws(TokenizerError) -> PipelineTokenizer.Options {
        let name = "clean_up_tokenization_spaces"
        // The cleaning was made for WordPiece, and is not done to BPE unless asked for twice.
        let isForced = try flag("\(name)_for_bpe_even_though_it_will_corrupt_output", default: false)
        let isAllowed = isForced || !(model is BPE)
        let inputNames = try option("model_input_names")?.elements() ?? []
        return PipelineTokenizer.Options(
            cleansUpSpaces: try flag(name, default: false) && isAllowed,
            splitsSpecialTokens: try flag("split_special_tokens", default: false), truncationSide: truncationSide,
            givesTokenTypes: inputNames.contains { $0.json.string == "token_type_ids" }, modelSize: modelSize)
    }
}

extension SubwordModel {
    func id(of piece: String) -> Int32? {
        var piece = piece
        return piece.withUTF8 { id(of: $0) }
    }
}

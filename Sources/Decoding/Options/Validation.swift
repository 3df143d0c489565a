extension DecodingOptions {
    /// Checks ranges and combinations against the model; the error names the field as the API spells it.
    /// - maxPositions: positions that the decoder has; nil: no limit. The last token of an output needs none.
    package func validate(vocabularySize: Int, maxPositions: Int?) throws(DecodingError) {
        for option in DecodingOption.all { try option.check(self) }
        try checkCombinations()
        try checkForcedTokens()
        try checkTokens(vocabularySize)
        try checkLengths(maxPositions)
    }

    private func checkCombinations() throws(DecodingError) {
        if numBeams > 1 {
            guard numReturnSequences <= numBeams else {
                throw .invalid(
                    field: "num_return_sequences",
                    message: "num_return_sequences is \(numReturnSequences); it can be at most num_beams, \(numBeams).")
            }
        } else if !doSample && numReturnSequences > 1 {
            throw .invalid(
                field: "num_return_sequences",
                message: "num_return_sequences is \(numReturnSequences), but greedy search has one result; "
                    + "send num_beams of at least as many, or \"do_sample\": true.")
        }
    }

    /// A token that is forced and suppressed leaves nothing to choose from; transformers refuses it too.
    private func checkForcedTokens() throws(DecodingError) {
        for (name, forced) in [
            ("forced_bos_token_id", forcedBOSToken.map { [$0] } ?? []), ("forced_eos_token_id", forcedEOSTokens),
        ] where !forced.isEmpty && forced.allSatisfy(suppressedTokens.contains) {
            throw .invalid(
                field: name, message: "\(name) is \(forced), which the model's suppress_tokens make impossible.")
        }
    }

    private func checkTokens(_ vocabularySize: Int) throws(DecodingError) {
        guard decoderStartToken >= 0 else {
            throw .invalid(
                field: "decoder_start_token_id",
                message: "The model's configuration names no decoder_start_token_id, so that it cannot decode.")
        }
        let fields: [(name: String, tokens: [Int32])] = [
            ("decoder_start_token_id", [decoderStartToken]), ("forced_bos_token_id", forcedBOSToken.map { [$0] } ?? []),
            ("forced_eos_token_id", forcedEOSTokens), ("bad_words", badWords.flatMap(\.self)),
            ("sequence_bias", sequenceBiases.flatMap(\.tokens)), ("target_prefix", prefix),
        ]
        for (name, tokens) in fields {
            for token in tokens where token < 0 || Int(token) >= vocabularySize {
                throw .invalid(
                    field: name,
                    message: "\(name) has token \(token); the vocabulary is 0...\(vocabularySize - 1).")
            }
        }
        guard topLogprobs >= 0 && topLogprobs <= vocabularySize else {
            throw .invalid(
                field: "top_logprobs",
                message: "top_logprobs is \(topLogprobs); it must be between 0 and the vocabulary's \(vocabularySize).")
        }
    }

    private func checkLengths(_ maxPositions: Int?) throws(DecodingError) {
        let longest = effectiveMaxLength
        guard prompt.count < longest else {
            throw .invalid(
                field: "target_prefix",
                message: "target_prefix has \(prefix.count) tokens; with the start token they reach the model's "
                    + "max_length of \(longest). Send a shorter one, or max_new_tokens.")
        }
        if let maxPositions, longest - 1 > maxPositions {
            let field = maxNewTokens == nil ? "max_length" : "max_new_tokens"
            let allowed = maxPositions + 1 - prompt.count
            let remedy =
                allowed > 0
                ? "max_new_tokens can be at most \(allowed)."
                : "Send a target_prefix of fewer than \(maxPositions) tokens."
            throw .invalid(
                field: field,
                message:
                    "\(field) allows \(longest - prompt.count) tokens after the start token and \(prefix.count) of "
                    + "target_prefix, more than the decoder's \(maxPositions) positions hold. \(remedy)")
        }
        if let minNewTokens, minNewTokens > longest - prompt.count {
            throw .invalid(
                field: "min_new_tokens",
                message: "min_new_tokens is \(minNewTokens), more than the \(longest - prompt.count) tokens that "
                    + "max_new_tokens or max_length allow.")
        }
    }
}

/// Changes what a search chooses from, in place: one option that acts on logits.
protocol LogitsProcessor: Sendable {
    /// - scores: one row's logits, or with beams its log-probabilities.
    /// - history: the row's tokens so far, start token first.
    func process(_ scores: inout Scores, history: [Int32])
}

extension DecodingOptions {
    /// The processors that these options call for, in HF's order (`GenerationMixin._get_logits_processor`).
    var processors: [any LogitsProcessor] {
        var processors: [any LogitsProcessor] = []
        if repetitionPenalty != 1 { processors.append(RepetitionPenalty(penalty: repetitionPenalty)) }
        if noRepeatNgramSize > 0 { processors.append(NoRepeatNgram(size: noRepeatNgramSize)) }
        if !badWords.isEmpty { processors.append(BadWords(words: badWords, eosTokens: eosTokens)) }
        if effectiveMinLength > prompt.count && !eosTokens.isEmpty {
            processors.append(MinLength(minLength: effectiveMinLength, eosTokens: eosTokens))
        }
        if let forcedBOSToken { processors.append(ForcedBOS(token: forcedBOSToken)) }
        if !forcedEOSTokens.isEmpty {
            processors.append(ForcedEOS(maxLength: effectiveMaxLength, tokens: forcedEOSTokens))
        }
        if doSample {
            if temperature != 1 { processors.append(Temperature(temperature: temperature)) }
            if topK > 0 { processors.append(TopK(count: topK)) }
            if topP < 1 { processors.append(TopP(mass: topP)) }
        }
        return processors
    }
}

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
        if !sequenceBiases.isEmpty { processors.append(SequenceBias(biases: sequenceBiases)) }
        if encoderRepetitionPenalty != 1 {
            processors.append(EncoderRepetitionPenalty(penalty: encoderRepetitionPenalty, source: source))
        }
        if repetitionPenalty != 1 { processors.append(RepetitionPenalty(penalty: repetitionPenalty)) }
        if noRepeatNgramSize > 0 { processors.append(NoRepeatNgram(size: noRepeatNgramSize)) }
        if encoderNoRepeatNgramSize > 0 {
            processors.append(EncoderNoRepeatNgram(size: encoderNoRepeatNgramSize, source: source))
        }
        if !badWords.isEmpty { processors.append(BadWords(words: badWords, eosTokens: eosTokens)) }
        if effectiveMinLength > prompt.count && !eosTokens.isEmpty {
            processors.append(MinLength(minLength: effectiveMinLength, eosTokens: eosTokens))
        }
        if let forcedBOSToken { processors.append(ForcedBOS(token: forcedBOSToken)) }
        if !forcedEOSTokens.isEmpty {
            processors.append(ForcedEOS(maxLength: effectiveMaxLength, tokens: forcedEOSTokens))
        }
        if let endTokenGrowth, !eosTokens.isEmpty {
            processors.append(
                LikelierEnd(
                    after: prompt.count + endTokenGrowth.start, factor: endTokenGrowth.factor, eosTokens: eosTokens))
        }
        if !suppressedTokens.isEmpty { processors.append(SuppressedTokens(tokens: suppressedTokens)) }
        if !firstSuppressedTokens.isEmpty {
            // A forced first token is not chosen: the one after it is.
            let isForced = forcedBOSToken != nil && prompt.count == 1
            processors.append(
                SuppressedTokens(tokens: firstSuppressedTokens, onlyAfter: prompt.count + (isForced ? 1 : 0)))
        }
        if doSample { processors += samplingProcessors }
        if renormalizesLogits { processors.append(Renormalization()) }
        return processors
    }

    private var samplingProcessors: [any LogitsProcessor] {
        var processors: [any LogitsProcessor] = []
        if temperature != 1 { processors.append(Temperature(temperature: temperature)) }
        if topK > 0 { processors.append(TopK(count: max(topK, leastKept))) }
        if topP < 1 { processors.append(TopP(mass: topP, least: leastKept)) }
        if let minP { processors.append(MinP(share: minP, least: leastKept)) }
        if typicalP < 1 { processors.append(TypicalP(mass: typicalP, least: leastKept)) }
        return processors
    }

    /// Tokens that a way of sampling leaves in any case: with beams enough that one does not end.
    private var leastKept: Int { numBeams == 1 ? 1 : max(2, eosTokens.count + 1) }
}

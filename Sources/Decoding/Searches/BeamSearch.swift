import Tensors

/// Beam search and beam sampling with the results of HF's `GenerationMixin._beam_search`.
///
/// At each step `candidateCount` continuations of all beams are looked at: the best, or with `doSample` as many that are drawn. Those
/// among the first `numBeams` of them that end are kept if their score is among the best so far; of the others the best `numBeams` go on.
///
/// Where HF marks what must not be chosen by a score of −1e9, which real scores may be below, here it is not there at all. So there may be
/// fewer beams than `numBeams`, and fewer outputs.
struct BeamSearch: Search {
    private struct Beam: Sendable {
        let hypothesis: Hypothesis
        /// Sum of the processed log-probabilities since the prompt.
        let score: Float
    }

    private struct Finished: Sendable {
        let hypothesis: Hypothesis
        let score: BeamScore
        let reason: FinishReason
    }

    /// A beam's scores at one step and the model's own distribution under them.
    private struct Row {
        let index: Int
        let scores: Scores
        let distribution: Distribution
    }

    let prompt: [Int32]
    private let options: DecodingOptions
    private let processors: [any LogitsProcessor]
    private let ending: Ending
    /// Enough that `numBeams` go on even if every beam's best continuations are its end tokens.
    private let candidateCount: Int
    /// nil: the best are taken.
    private var random: SplitMix64?
    /// At most `numBeams`, best first.
    private var running: [Beam] = []
    /// At most `numBeams`, best first.
    private var finished: [Finished] = []
    private var step = 0
    private(set) var failure: NoPossibleToken?

    init(_ options: DecodingOptions, stop: StopCondition?, vocabularySize: Int) {
        self.options = options
        prompt = options.prompt
        processors = options.processors
        ending = Ending(options, stop: stop)
        candidateCount = min(max(2, 1 + options.eosTokens.count), vocabularySize) * options.numBeams
        random = options.doSample ? SplitMix64(state: options.drawnSeed) : nil
    }

    /// Fewer than asked for when there are not that many possible sequences.
    var sequences: [DecodedSequence] {
        finished.prefix(options.numReturnSequences).map { $0.hypothesis.decoded(score: $0.score.value, $0.reason) }
    }

    mutating func advance(logits: Tensor) -> Continuations {
        logits.logSoftmaxRows()
        if step == 0 {
            let start = Hypothesis(prompt: prompt, logits: logits, topLogprobs: options.topLogprobs)
            running = [Beam(hypothesis: start, score: 0)]
        }
        let rows = rows(of: logits)
        let candidates = candidates(from: rows)
        keepEnded(candidates.prefix(options.numBeams), rows)
        let next = candidates.filter { $0.reason == nil }.highest(options.numBeams, by: \.score)
        if next.isEmpty, finished.isEmpty, let row = rows.first {
            failure = NoPossibleToken(after: running[0].hypothesis.history, logSum: row.distribution.logSum)
        }
        running = next.map { Beam(hypothesis: extended($0, rows), score: $0.score) }
        step += 1
        guard mayImprove() else { return .none }
        return .several(next.map { Continuation(token: Int32($0.token), parent: rows[$0.beam].index) })
    }

    /// The processed scores of each beam. In the first step there is one beam, after the prompt's last row.
    private func rows(of logprobs: Tensor) -> [Row] {
        let first = step == 0 ? logprobs.shape[0] - 1 : 0
        return running.enumerated().map { position, beam in
            let index = first + position
            var scores = Scores(logprobs, row: index)
            let distribution = Distribution(logprobs: scores, topLogprobs: options.topLogprobs)
            for processor in processors { processor.process(&scores, history: beam.hypothesis.history) }
            return Row(index: index, scores: scores, distribution: distribution)
        }
    }

    /// Continuations of all beams, in the order in which they are looked at.
    private mutating func candidates(from rows: [Row]) -> [BeamCandidate] {
        var candidates = BeamCandidates(candidateCount)
        for (beam, row) in rows.enumerated() {
            candidates.add(row.scores, beam: beam, score: running[beam].score, drawnWith: &random)
        }
        return candidates.inOrder().map { candidate in
            var candidate = candidate
            candidate.reason = ending.reason(
                running[candidate.beam].hypothesis.history, then: candidate.token, from: rows[candidate.beam].scores)
            return candidate
        }
    }

    private mutating func keepEnded(_ candidates: ArraySlice<BeamCandidate>, _ rows: [Row]) {
        let ended = candidates.compactMap { candidate in
            candidate.reason.map {
                Finished(
                    hypothesis: extended(candidate, rows), score: score(candidate.score, length: step + 1), reason: $0)
            }
        }
        finished = (finished + ended).highest(options.numBeams, by: \.score)
    }

    /// Whether a running beam could still end better than the worst of the finished ones, by HF's estimate.
    private func mayImprove() -> Bool {
        guard let best = running.first else { return false }
        guard finished.count == options.numBeams, let worst = finished.last else { return true }
        guard options.earlyStopping != .yes else { return false }
        let isHopeful = options.earlyStopping == .never && options.lengthPenalty > 0
        return score(best.score, length: isHopeful ? options.effectiveMaxLength - prompt.count : step) > worst.score
    }

    /// - length: tokens since the prompt
    private func score(_ sum: Float, length: Int) -> BeamScore {
        BeamScore(sum: sum, length: length, penalty: options.lengthPenalty)
    }

    private func extended(_ candidate: BeamCandidate, _ rows: [Row]) -> Hypothesis {
        let row = rows[candidate.beam]
        var hypothesis = running[candidate.beam].hypothesis
        hypothesis.append(
            row.distribution.prediction(of: candidate.token, in: row.scores), step: step, row: row.index)
        return hypothesis
    }
}

import Glibc
import Tensors

/// Beam search with the results of HF's `GenerationMixin._beam_search`.
///
/// At each step the best `candidateCount` continuations of all beams are looked at. Those among the best `numBeams` that end are
/// kept if their score, divided by length^lengthPenalty, is among the best so far; of the others the best `numBeams` go on.
struct BeamSearch: Search {
    private struct Beam: Sendable {
        let hypothesis: Hypothesis
        /// Sum of the processed log-probabilities since the prompt.
        let score: Float
    }

    private struct Finished: Sendable {
        let hypothesis: Hypothesis
        let score: Float
        /// nil: a place that is still free.
        let reason: FinishReason?
    }

    private struct Candidate {
        let beam: Int
        let token: Int
        let score: Float
        var reason: FinishReason?
    }

    /// A beam's scores at one step and the model's own distribution under them.
    private struct Row {
        let index: Int
        let scores: Scores
        let distribution: Distribution
    }

    /// HF's score of what must never be chosen while there is anything else.
    private static let impossible: Float = -1e9

    let prompt: [Int32]
    private let options: DecodingOptions
    private let processors: [any LogitsProcessor]
    private let ending: Ending
    /// Enough that `numBeams` go on even if every beam's best continuations are its end tokens.
    private let candidateCount: Int
    private var running: [Beam] = []
    /// Always `numBeams`, best first.
    private var finished: [Finished] = []
    private var canImprove = true
    private var step = 0

    init(_ options: DecodingOptions, stop: StopCondition?, vocabularySize: Int) {
        self.options = options
        prompt = options.prompt
        processors = options.processors
        ending = Ending(options, stop: stop)
        candidateCount = min(max(2, 1 + options.eosTokens.count), vocabularySize) * options.numBeams
    }

    /// Fewer than asked for when there are not that many possible sequences.
    var sequences: [DecodedSequence] {
        let wanted = finished.prefix(options.numReturnSequences)
        let ended = wanted.filter { $0.reason != nil }
        return (ended.isEmpty ? Array(wanted.prefix(1)) : ended).map {
            $0.hypothesis.decoded(score: $0.score, $0.reason ?? .length)
        }
    }

    mutating func advance(logits: Tensor) -> Continuations {
        logits.logSoftmaxRows()
        if step == 0 { begin(logits) }
        let rows = rows(of: logits)
        let candidates = candidates(from: rows)
        let generated = step + 1
        let next = choosing(candidates, options.numBeams) {
            $0.score + ($0.reason == nil ? 0 : Self.impossible)
        }
        let beams = next.map { Beam(hypothesis: extended($0.item, rows), score: $0.score) }
        finished = updatedFinished(candidates, rows, generated)
        running = beams
        step += 1
        canImprove = canImprove && mayImprove(generated)

        let isFull = options.earlyStopping == .yes && finished.allSatisfy { $0.reason != nil }
        guard canImprove, !isFull, candidates.contains(where: { $0.reason == nil }) else { return .none }
        return .several(
            next.map { Continuation(token: Int32($0.item.token), parent: rows[$0.item.beam].index) })
    }

    /// All beams begin alike; only the first counts, or they would all choose the same tokens.
    private mutating func begin(_ logprobs: Tensor) {
        let start = Hypothesis(prompt: prompt, logits: logprobs, topLogprobs: options.topLogprobs)
        running = (0..<options.numBeams).map { Beam(hypothesis: start, score: $0 == 0 ? 0 : Self.impossible) }
        finished = running.map { Finished(hypothesis: $0.hypothesis, score: Self.impossible, reason: nil) }
    }

    /// The processed scores of each beam. In the first step all beams share the prompt's last row.
    private func rows(of logprobs: Tensor) -> [Row] {
        if step == 0 {
            let last = row(logprobs, logprobs.shape[0] - 1, running[0].hypothesis)
            return running.map { _ in last }
        }
        return running.enumerated().map { index, beam in row(logprobs, index, beam.hypothesis) }
    }

    private func row(_ logprobs: Tensor, _ index: Int, _ hypothesis: Hypothesis) -> Row {
        var scores = Scores(logprobs, row: index)
        let distribution = Distribution(logprobs: scores, topLogprobs: options.topLogprobs)
        for processor in processors { processor.process(&scores, history: hypothesis.history) }
        return Row(index: index, scores: scores, distribution: distribution)
    }

    /// The best continuations of all beams, best first.
    private func candidates(from rows: [Row]) -> [Candidate] {
        var all: [Candidate] = []
        all.reserveCapacity(running.count * candidateCount)
        for (beam, row) in rows.enumerated() {
            // Adding the beam's score keeps the order, so that no continuation below these can be among the best.
            for (token, score) in row.scores.topK(candidateCount) {
                all.append(Candidate(beam: beam, token: token, score: score + running[beam].score))
            }
        }
        var best = choosing(all, candidateCount, by: \.score).map(\.item)
        for index in best.indices {
            let history = running[best[index].beam].hypothesis.history
            best[index].reason = ending.reason(history, then: best[index].token)
        }
        return best
    }

    private func updatedFinished(_ candidates: [Candidate], _ rows: [Row], _ generated: Int) -> [Finished] {
        let isClosed = !canImprove || (options.earlyStopping == .yes && finished.allSatisfy { $0.reason != nil })
        let length = lengthDivisor(generated)
        var merged: [(score: Float, old: Finished?, new: Candidate?)] = finished.map { ($0.score, $0, nil) }
        for (rank, candidate) in candidates.enumerated() {
            // Beyond the best `numBeams`, ended candidates are only there to be passed over.
            let hasEnded = candidate.reason != nil && rank < options.numBeams
            var score = candidate.score / length
            if isClosed { score += Self.impossible }
            if !hasEnded { score += Self.impossible }
            var kept = candidate
            if !hasEnded { kept.reason = nil }
            merged.append((score, nil, kept))
        }
        return choosing(merged, options.numBeams, by: \.score).compactMap { entry in
            if let old = entry.item.old { return old }
            return entry.item.new.map {
                Finished(hypothesis: extended($0, rows), score: entry.score, reason: $0.reason)
            }
        }
    }

    /// Whether a running beam could still end better than the worst of the finished ones, by HF's estimate.
    private func mayImprove(_ generated: Int) -> Bool {
        let isHopeful = options.earlyStopping == .never && options.lengthPenalty > 0
        let length = isHopeful ? options.effectiveMaxLength - prompt.count : generated
        let best = running[0].score / lengthDivisor(length)
        let worst = finished.map(\.score).min() ?? Self.impossible
        return finished.contains { best > ($0.reason == nil ? Self.impossible : worst) }
    }

    private func lengthDivisor(_ length: Int) -> Float {
        Float(pow(Double(length), Double(options.lengthPenalty)))
    }

    private func extended(_ candidate: Candidate, _ rows: [Row]) -> Hypothesis {
        let row = rows[candidate.beam]
        var hypothesis = running[candidate.beam].hypothesis
        hypothesis.append(
            row.distribution.prediction(of: candidate.token, in: row.scores), step: step, row: row.index)
        return hypothesis
    }

    /// The items with the highest scores, highest first; of equals the earlier first. Not a number counts as −∞.
    private func choosing<Item>(
        _ items: [Item], _ count: Int, by score: (Item) -> Float
    ) -> [(item: Item, score: Float)] {
        let scores = items.map { item in
            let value = score(item)
            return value.isNaN ? -Float.infinity : value
        }
        let order = scores.indices.sorted { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }
        return order.prefix(count).map { (items[$0], scores[$0]) }
    }
}

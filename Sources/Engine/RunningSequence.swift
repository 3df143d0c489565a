import Decoding
import Transformer

/// A sequence that is being decoded: its search and its place in the decoder.
final class RunningSequence {
    let work: Work
    private let ticket: Ticket<DecodeResult>
    var search: any Search
    let state: DecoderState
    private let encoderMap: AttentionMap?
    private var times: StageTimes
    private let began: ContinuousClock.Instant
    private let observer: TokenObserver?
    /// For each sequence of the output the tokens that the observer knows.
    private var observed: [Int] = []
    /// Whether its result, or an error, has been given.
    var isDone = false

    /// - ticket: where the result goes
    init(
        work: Work, ticket: Ticket<DecodeResult>, observer: TokenObserver?, search: any Search, state: DecoderState,
        encoderMap: AttentionMap?, times: StageTimes, began: ContinuousClock.Instant
    ) {
        self.work = work
        self.ticket = ticket
        self.observer = observer
        self.search = search
        self.state = state
        self.encoderMap = encoderMap
        self.times = times
        self.began = began
    }

    /// Tells the observer, if there is one, what the last step has chosen.
    func reportGrowth() {
        guard let observer else { return }
        var sequence = 0
        while true {
            if sequence == observed.count { observed.append(0) }
            guard let growth = search.growth(of: sequence, after: observed[sequence]) else { return }
            observed[sequence] += growth.tokens.count
            if !growth.tokens.isEmpty { observer(sequence, growth) }
            sequence += 1
        }
    }

    /// Sets up the next step. An error means that the search ran past the decoder's positions, which its options rule out.
    func advance(_ continuations: Continuations) -> EngineError? {
        let position = (state.rows.last?.position ?? 0) + 1
        if let limit = work.model.description.decoder?.maxPositions, position >= limit {
            return .invalid(message: "decoding reached position \(position), past the model's \(limit)")
        }
        state.advance(continuations.count) { (continuations[$0].token, continuations[$0].parent) }
        return nil
    }

    /// Gives the result of the search, which has ended.
    func finish(at end: ContinuousClock.Instant) {
        times.decode = began.duration(to: end) / .seconds(1)
        let sequences = search.sequences.map { decoded in
            let maps = state.attentionMaps(along: decoded.path.map { ($0.step, $0.row) })
            return DecodeResult.Sequence(decoded: decoded, decoder: maps.decoder, cross: maps.cross)
        }
        ticket.finish(work.index, DecodeResult(sequences: sequences, encoder: encoderMap, times: times))
    }
}

import Decoding
import Tensors
import Transformer

/// The inference thread's loop: admit, encode together, run one decoder step over all rows of all running sequences, let each
/// search choose, retire what is finished. A long sequence never holds up a short one, nor a large request a small one (`Turn`).
///
/// Lives on one thread; only the queue is shared.
final class EngineWorker {
    private let queue: WorkQueue
    private let planner: BatchPlanner
    private let metrics: EngineMetrics
    private let clock = ContinuousClock()
    /// Those of a model side by side.
    private var running: [RunningSequence] = []
    private let rows = DecoderStep()
    private let workspace = Workspace()
    /// Since when the engine has been busy without finishing anything; nil: it is idle.
    private var busySince: ContinuousClock.Instant?
    /// How long the last step for all took, what was encoded before it included.
    private var secondsOfAll = 0.0
    /// How long steps for small requests alone have taken since.
    private var smallSeconds = 0.0

    init(queue: WorkQueue, limits: EngineLimits, metrics: EngineMetrics) {
        self.queue = queue
        self.metrics = metrics
        planner = BatchPlanner(limits: limits)
    }

    /// Returns when the queue has been stopped and all accepted work is done.
    func run() {
        while true {
            let now = clock.now
            let taken = queue.take(
                planner, running: running.lazy.map(\.work), mayBeOfSmall: smallSeconds < secondsOfAll, now: now)
            for (work, reason) in taken.dropped { work.ticket.fail(reason) }
            dropAbandoned(at: now)
            if !taken.admitted.isEmpty {
                if busySince == nil { busySince = now }
                start(taken.admitted)
            }
            queue.report(
                runningSequences: running.count, runningTokens: running.reduce(0) { $0 + $1.work.encodingCost })
            if running.isEmpty && taken.admitted.isEmpty {
                if queue.isExhausted { return }
                busySince = nil
                queue.sleep()
            } else {
                step(taken.turn)
                count(now.duration(to: clock.now) / .seconds(1), taken.turn)
            }
        }
    }

    private func count(_ seconds: Double, _ turn: Turn) {
        if turn == .all {
            secondsOfAll = seconds
            smallSeconds = 0
        } else {
            smallSeconds += seconds
        }
    }

    private func dropAbandoned(at now: ContinuousClock.Instant) {
        running.removeAll { sequence in
            guard let reason = sequence.work.ticket.reasonToDrop(at: now) else { return false }
            sequence.work.ticket.fail(reason)
            return true
        }
    }

    /// Encodes the admitted sequences, model by model; those that decode join the running ones.
    private func start(_ admitted: [Work]) {
        for group in grouped(admitted, by: { $0.model }) {
            let begin = clock.now
            let model = group.model
            guard let output = encode(group.members, with: model.encoder) else { continue }
            let decoded = group.members.indices.filter { group.members[$0].decoderRows > 0 }
            var sources =
                (model.decoder?.sources(of: output.hiddenStates, rows: decoded.map { output.batch.ranges[$0] }) ?? [])
                .makeIterator()
            let seconds = begin.duration(to: clock.now) / .seconds(1)
            metrics.encoder.record(
                rows: output.batch.totalCount, sequences: group.members.count, seconds: seconds)
            for (position, work) in group.members.enumerated() {
                var times = StageTimes()
                times.queue = work.submitted.duration(to: begin) / .seconds(1)
                times.encode = seconds
                let map = output.attention[position]
                switch work.following {
                case .nothing(let ticket):
                    let rows = output.batch.ranges[position]
                    ticket.finish(
                        work.index,
                        EncodeResult(hiddenStates: output.hiddenStates.rows(rows), attention: map, times: times))
                    countFinished(work)
                case .decoding(let task, let observer, let ticket):
                    guard let decoder = model.decoder, let source = sources.next() else {
                        ticket.fail(.noDecoder)
                        continue
                    }
                    let search = makeSearch(for: task, vocabularySize: decoder.vocabularySize)
                    let state = decoder.begin(
                        source: source, prompt: search.prompt, capturing: work.encoding.captured)
                    add(
                        RunningSequence(
                            work: work, ticket: ticket, observer: observer, search: search, state: state,
                            encoderMap: map, times: times, began: clock.now))
                }
            }
        }
    }

    /// Beside those of its model, which a step takes together.
    private func add(_ sequence: RunningSequence) {
        let place = running.lastIndex { $0.work.model === sequence.work.model }.map { $0 + 1 } ?? running.endIndex
        running.insert(sequence, at: place)
    }

    /// nil when all have been abandoned meanwhile.
    private func encode(_ members: [Work], with encoder: Encoder) -> Encoder.Output? {
        func isAbandoned(_ work: Work) -> Bool { work.ticket.reasonToDrop(at: clock.now) != nil }
        do throws(EngineError) {
            return try encoder.encode(
                members.map(\.encoding.input), selections: members.map(\.encoding.captured.encoder)
            ) { () throws(EngineError) in
                if members.allSatisfy(isAbandoned) { throw .cancelled }
            }
        } catch {
            for work in members { work.ticket.fail(work.ticket.reasonToDrop(at: clock.now) ?? error) }
            return nil
        }
    }

    /// One decoder step of all running sequences, model by model. Allocates nothing once it has seen a batch of the same sizes, but for
    /// what searches and captured maps need.
    private func step(_ turn: Turn) {
        var begin = 0
        while begin < running.count {
            let model = running[begin].work.model
            let end = running[begin...].firstIndex { $0.work.model !== model } ?? running.endIndex
            if let decoder = model.decoder { step(begin..<end, decoder, turn) }
            begin = end
        }
        running.removeAll(where: \.isDone)
    }

    private func step(_ places: Range<Int>, _ decoder: Decoder, _ turn: Turn) {
        let begin = clock.now
        // Between steps they hold no sequence that has finished.
        defer { rows.removeAll() }
        var sequences = 0
        for place in places where turn.includes(running[place].work) {
            rows.add(running[place].state)
            sequences += 1
        }
        guard sequences > 0 else { return }
        let logits = workspace.use { decoder(rows) }
        var first = 0
        for place in places where turn.includes(running[place].work) {
            let sequence = running[place]
            let end = first + sequence.state.rows.count
            let next = workspace.use { sequence.search.advance(logits: logits.rows(first..<end)) }
            first = end
            sequence.reportGrowth()
            if let failure = sequence.search.failure {
                sequence.work.ticket.fail(.noPossibleToken(failure, job: sequence.work.index))
                sequence.isDone = true
            } else if next.isEmpty {
                sequence.finish(at: clock.now)
                countFinished(sequence.work)
                sequence.isDone = true
            } else if let error = sequence.advance(next) {
                sequence.work.ticket.fail(error)
                sequence.isDone = true
            }
        }
        metrics.decoder.record(
            rows: first, sequences: sequences, seconds: begin.duration(to: clock.now) / .seconds(1))
    }

    private func countFinished(_ work: Work) {
        let now = clock.now
        let seconds = busySince.map { $0.duration(to: now) / .seconds(1) } ?? 0
        queue.reportFinished(cost: work.encodingCost, seconds: seconds)
        busySince = now
    }

    /// Members with the same model, in order of first appearance.
    private func grouped<Member>(
        _ members: [Member], by model: (Member) -> Model
    ) -> [(model: Model, members: [Member])] {
        var groups: [(model: Model, members: [Member])] = []
        for member in members {
            let its = model(member)
            if let index = groups.firstIndex(where: { $0.model === its }) {
                groups[index].members.append(member)
            } else {
                groups.append((its, [member]))
            }
        }
        return groups
    }
}

import Decoding
import Engine
import HTTP
import JSON

/// `POST /decode` with `stream`: an event for each token as it is chosen, then the whole reply as it would be without.
struct DecodeStream: Sendable {
    private let served: ServedModel
    private let plan: DecodePlan
    private let timing: Timing
    private let context: ServiceContext

    /// What one output's sequence has come to say.
    private struct Arrival: Sendable {
        let output: Int
        let sequence: Int
        let growth: SequenceGrowth
    }

    init(_ served: ServedModel, _ plan: DecodePlan, _ timing: Timing, _ context: ServiceContext) {
        self.served = served
        self.plan = plan
        self.timing = timing
        self.context = context
    }

    /// - Throws: why the work is not begun; what goes wrong later is an event.
    func response(to request: Request) async throws(ServiceError) -> Response {
        // Holds no more than the tokens that the request may be answered with, however slowly they are taken out: the engine
        // never waits.
        let (arrivals, engineSide) = AsyncStream.makeStream(of: Arrival.self)
        var observed = plan.jobs
        for output in observed.indices {
            observed[output].observer = { sequence, growth in
                engineSide.yield(Arrival(output: output, sequence: sequence, growth: growth))
            }
        }
        let (engine, jobs) = (context.engine, observed)
        let accepted = try await context.run(for: request) { (deadline) async throws(EngineError) in
            try engine.accept(jobs, deadline: deadline)
        }
        var request = request
        request.body = []
        return .events(farewell: { ErrorReply(.stopping).write(to: &$0) }) { [request] events in
            async let outcome = results(of: accepted, for: request, closing: engineSide)
            var texts = StreamedTexts(of: served)
            for await arrival in arrivals {
                if !send(arrival, &texts, to: events) { accepted.giveUp() }
            }
            finish(await outcome, events, request)
        }
    }

    private func results(
        of accepted: AcceptedDecoding, for request: Request, closing arrivals: AsyncStream<Arrival>.Continuation
    ) async -> Result<[DecodeResult], ServiceError> {
        defer { arrivals.finish() }
        do throws(ServiceError) {
            return .success(
                try await context.run(for: request) { (_) async throws(EngineError) in try await accepted.results() })
        } catch {
            return .failure(error)
        }
    }

    /// - Returns: false when nobody will read it.
    private func send(_ arrival: Arrival, _ texts: inout StreamedTexts, to events: EventStream) -> Bool {
        let growth = arrival.growth
        for (position, (token, logprob)) in zip(growth.tokens, growth.logprobs).enumerated() {
            let isLast = growth.isFinished && position == growth.tokens.count - 1
            let text = texts.append(token, isLast: isLast, output: arrival.output, sequence: arrival.sequence)
            let isWanted = events.send("token") { writer in
                writer.object { writer in
                    writer.field("index", arrival.output)
                    writer.field("sequence", arrival.sequence)
                    writer.field("id", Int(token))
                    writer.key("text")
                    writer.optional(text)
                    writer.field("logprob", logprob)
                }
            }
            guard isWanted else { return false }
        }
        return true
    }

    private func finish(
        _ outcome: Result<[DecodeResult], ServiceError>, _ events: EventStream, _ request: Request
    ) {
        do throws(ServiceError) {
            let results = try outcome.get()
            try plan.checkReplySize(
                results.map { $0.sequences.map(\.decoded.tokens.count) },
                limit: context.configuration.maxResponseBytes)
            var timing = timing
            for result in results { timing.add(result.times) }
            let reply = DecodeReply(served: served, plan: plan, results: results, timing: timing)
            do { try events.end("done") { try ValueWriter<DecodeReply>.decode.write(reply, &$0) } } catch {
                throw .clientGone
            }
        } catch {
            let reply = ErrorReply(error)
            request.record?.update { $0.errorCode = reply.code }
            events.end("error") { reply.write(to: &$0) }
        }
    }
}

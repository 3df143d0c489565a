import HTTP
import JSON
import Tasks

/// `POST /decode` with `stream`: an event for each token as it is chosen, then the whole reply as it would be without.
struct DecodeEvents: Sendable {
    private let plan: DecodePlan
    private let format: AttentionFormat
    private let timing: Timing
    private let context: ServiceContext

    init(_ plan: DecodePlan, _ format: AttentionFormat, _ timing: Timing, _ context: ServiceContext) {
        self.plan = plan
        self.format = format
        self.timing = timing
        self.context = context
    }

    /// - Throws: why the work is not begun; what goes wrong later is an event.
    func response(to request: Request) async throws(ServiceError) -> Response {
        let decoding = try await refusing { () async throws(Problem) in
            try await plan.start(on: context.engine, by: context.deadline(of: request))
        }
        var request = request
        request.body = []
        return .events(farewell: { ErrorReply(.stopping).write(to: &$0) }) { [request] events in
            async let outcome = outcome(of: decoding)
            var texts = StreamedTexts(of: plan.served)
            for await arrival in decoding.arrivals {
                if !send(texts.append(arrival), of: arrival, to: events) { decoding.giveUp() }
            }
            finish(await outcome, events, request)
        }
    }

    private func outcome(of decoding: DecodeStream) async -> Result<DecodeOutcome, Problem> {
        do throws(Problem) { return .success(try await decoding.outcome()) } catch { return .failure(error) }
    }

    /// - Returns: false when nobody will read it.
    private func send(
        _ additions: [StreamedTexts.Addition], of arrival: DecodeStream.Arrival, to events: EventStream
    ) -> Bool {
        for addition in additions {
            let isWanted = events.send("token") { writer in
                writer.object { writer in
                    writer.field("index", arrival.output)
                    writer.field("sequence", arrival.sequence)
                    writer.field("id", Int(addition.id))
                    writer.key("text")
                    writer.optional(addition.text)
                    writer.field("logprob", addition.logprob)
                }
            }
            guard isWanted else { return false }
        }
        return true
    }

    private func finish(_ outcome: Result<DecodeOutcome, Problem>, _ events: EventStream, _ request: Request) {
        do throws(ServiceError) {
            let outcome = try refusing { () throws(Problem) in try outcome.get() }
            try DecodeReply.checkSize(
                of: plan, lengths: outcome.lengths, format, limit: context.configuration.maxResponseBytes)
            var timing = timing
            timing.add(outcome.times)
            request.record?.count(outcome.usage, mapBytes: outcome.mapBytes, model: plan.served.name)
            let reply = DecodeReply(plan: plan, outcome: outcome, format: format, timing: timing)
            do { try events.end("done") { try ValueWriter<DecodeReply>.decode.write(reply, &$0) } } catch {
                throw .task(.cancelled)
            }
        } catch {
            let reply = ErrorReply(error)
            request.record?.update { $0.errorCode = reply.code }
            events.end("error") { reply.write(to: &$0) }
        }
    }
}

import HTTP
import JSON
import Testing

@testable import Service

@Suite(.timeLimit(.minutes(5))) struct LoadReportTests {
    private func load(of service: TestService) async throws -> JSONValue {
        try await service.get("/health/ready").required("load")
    }

    @Test func readinessTellsQueueAndCapacity() async throws {
        let service = try TestService([("ids", .ids)]) {
            $0.engine.maxQueuedSequences = 7
            $0.engine.maxQueuedTokens = 77
            $0.engine.maxRunningSequences = 5
        }
        let load = try await load(of: service)
        for (name, value) in [
            ("queued_sequences", 0), ("queued_tokens", 0), ("running_sequences", 0), ("max_queued_sequences", 7),
            ("max_queued_tokens", 77), ("max_running_sequences", 5),
        ] {
            #expect(try load.required(name).integer == value, "\(name)")
        }
    }

    @Test func livenessTellsNoLoad() async throws {
        let service = try TestService([("ids", .ids)])
        #expect(try await service.get("/health/live")["load"] == nil)
    }

    private func loadHeader(_ format: String?) async throws -> String? {
        let service = try TestService([("ids", .ids)])
        let headers = format.map { ["Endpoint-Load-Metrics-Format": $0] } ?? [:]
        let response = await service.application.router.respond(
            to: Request(method: .post, path: "/encode", headers: headers, body: Array(#"{"input":[5,6,1]}"#.utf8)))
        return response.headers.first { $0.name == "endpoint-load-metrics" }?.value
    }

    @Test func headerOfLoadComesWhenItIsAskedFor() async throws {
        #expect(try await loadHeader(nil) == nil)
        #expect(try await loadHeader("xml") == nil)
        let text = try #require(try await loadHeader("TEXT"))
        #expect(
            text
                == "TEXT application_utilization=0.0,rps_fractional=0.2,named_metrics.queued_sequences=0,named_metrics.queued_tokens=0,named_metrics.running_sequences=0"
        )
        let json = try #require(try await loadHeader("json"))
        #expect(json.hasPrefix("JSON {"))
        let report = try JSONDocument(parsing: Array(json.utf8.dropFirst(5))).root
        #expect(try report.required("named_metrics").required("queued_tokens").integer == 0)
    }

    @Test func readinessGoesWithLastingOverloadWhereASettingSaysSo() async throws {
        let service = try TestService([("t5", .fixture("families/t5/tied-relu"))]) {
            $0.engine.maxRunningSequences = 1
            $0.engine.maxQueuedSequences = 4
            $0.engine.maxWorkingBytes = 1 << 40
            $0.maxResponseBytes = 1 << 30
            $0.unreadyAfter = 0.001
        }
        func wait(for status: Int) async throws -> LocalReply {
            while true {
                let reply = await service.application.respond(to: "/health/ready")
                if reply.status == status { return reply }
                try await Task.sleep(for: .milliseconds(2))
            }
        }
        // Without an end in sight: the model has no limit of positions.
        let long = #"{"input":[5,6,1],"min_new_tokens":60000,"max_new_tokens":60000,"num_beams":1}"#
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { _ = try? await service.post("/decode", long) } }
            let reply = try await wait(for: 503)
            #expect(try reply.json()["status"]?.string == "busy")
            // Requests are asked to go elsewhere, and still served.
            _ = try await service.get("/models")
            group.cancelAll()
        }
        #expect(try await wait(for: 200).json()["status"]?.string == "ok")
    }

    @Test func rateIsThatOfTheLastSeconds() {
        let rate = RequestRate()
        let start = ContinuousClock.now
        #expect(rate.perSecond(at: start) == 0)
        for _ in 0..<10 { rate.record(at: start) }
        #expect(rate.perSecond(at: start + .seconds(4)) == 2)
        #expect(rate.perSecond(at: start + .seconds(5)) == 2)
        #expect(abs(rate.perSecond(at: start + .seconds(7.5)) - 1) < 1e-9)
        #expect(rate.perSecond(at: start + .seconds(10)) == 0)
        #expect(rate.perSecond(at: start + .seconds(60)) == 0)
    }
}

import HTTP
import Tasks
import Testing

@testable import Service

struct MetricsTests {
    /// Samples by name and labels as they are written.
    private func samples(_ service: TestService) async throws -> [String: Double] {
        let response = await service.application.router.respond(to: Request(method: .get, path: "/metrics"))
        #expect(response.status == 200)
        #expect(
            response.headers.contains {
                $0.name == "Content-Type" && $0.value == "text/plain; version=0.0.4; charset=utf-8"
            })
        var samples: [String: Double] = [:]
        for line in String(decoding: response.body.copyOfBytes(), as: UTF8.self).split(separator: "\n") {
            guard !line.hasPrefix("#"), let end = line.lastIndex(of: " ") else { continue }
            let name = String(line[..<end])
            #expect(samples[name] == nil, "\(name) is there twice")
            let value: Double? = Double(line[line.index(after: end)...])
            #expect(value != nil, "\(line)")
            samples[name] = value
        }
        return samples
    }

    @Test func requestsAreCountedByRouteAndStatus() async throws {
        let service = try TestService([("ids", .ids)])
        _ = try await service.post("/encode", #"{"input": [3, 4, 0]}"#)
        _ = try await service.post("/encode", #"{"input": [3, 4, 0]}"#)
        _ = try await service.error("/encode", #"{"input": 3}"#)
        _ = try await service.get("/models/ids")
        let samples = try await samples(service)
        #expect(samples[#"heed_requests_total{dialect="heed",route="/encode",status="200"}"#] == 2)
        #expect(samples[#"heed_requests_total{dialect="heed",route="/encode",status="422"}"#] == 1)
        #expect(samples[#"heed_requests_total{dialect="heed",route="/models/{name}",status="200"}"#] == 1)
        #expect(samples[#"heed_request_duration_seconds_count{dialect="heed",route="/encode"}"#] == 3)
        #expect(samples[#"heed_request_duration_seconds_bucket{dialect="heed",route="/encode",le="+Inf"}"#] == 3)
    }

    @Test func pathsOfAClientsChoosingAreOneSeries() async throws {
        let service = try TestService([("ids", .ids)])
        for path in ["/a", "/b/c", "/models/a/b", "/%zz", "/encode/"] {
            _ = await service.application.respond(to: path)
        }
        for name in ["a", "b"] { _ = await service.application.respond(to: "/models/\(name)") }
        let requests = try await samples(service).filter { $0.key.hasPrefix("heed_requests_total") }
        #expect(
            requests == [
                #"heed_requests_total{dialect="heed",route="none",status="404"}"#: 4,
                #"heed_requests_total{dialect="heed",route="none",status="400"}"#: 1,
                #"heed_requests_total{dialect="heed",route="/models/{name}",status="404"}"#: 2,
            ])
    }

    @Test func tokensTimesAndMapsAreCounted() async throws {
        let service = try TestService([("ids", .ids)])
        let before = try await samples(service)
        #expect(before[#"heed_input_tokens_total{model="ids"}"#] == 0)
        let reply = try await service.post(
            "/decode", #"{"input": [[3, 4, 0], [5, 0]], "max_new_tokens": 4, "num_beams": 1, "attention": true}"#)
        let samples = try await samples(service)
        let outputTokens = try #require(reply["usage"]?["output_tokens"]?.number)
        #expect(samples[#"heed_input_tokens_total{model="ids"}"#] == 5)
        #expect(samples[#"heed_output_tokens_total{model="ids"}"#] == outputTokens)
        for stage in ["queue", "tokenize", "encode", "decode"] {
            #expect(samples["heed_\(stage)_duration_seconds_count"] == 1)
        }
        #expect(try #require(samples["heed_decode_duration_seconds_sum"]) > 0)
        // Three layers of three heads over 3×3 and 2×2 cells are the encoder's part.
        #expect(try #require(samples["heed_attention_map_bytes_total"]) > 4 * 9 * (9 + 4))
        #expect(samples[#"heed_engine_step_rows_count{stage="encode"}"#] == 1)
        #expect(samples[#"heed_engine_step_rows_sum{stage="encode"}"#] == 5)
        #expect(samples[#"heed_engine_step_sequences_sum{stage="encode"}"#] == 2)
        let steps = try #require(samples[#"heed_engine_step_duration_seconds_count{stage="decode"}"#])
        #expect((1...4).contains(steps))
        #expect(samples["heed_queued_requests"] == 0)
    }

    @Test func requestsPastTheirDeadlineAreCounted() async throws {
        let late = try TestService([("ids", .ids)]) { $0.requestDeadline = 0.001 }
        var request = Request(method: .post, path: "/encode", body: Array(#"{"input": [3, 0]}"#.utf8))
        request.received -= .seconds(1)
        #expect(await late.application.router.respond(to: request).status == 504)
        #expect(try await samples(late)["heed_expired_requests_total"] == 1)
        #expect(try await samples(late)["heed_shed_requests_total"] == 0)
    }

    @Test func shedAndCancelledRequestsAreCounted() throws {
        let metrics = ServiceMetrics()
        for error in [ServiceError.task(.queueFull(retryAfter: 1)), .task(.cancelled), .task(.cancelled), .draining] {
            let reply = ErrorReply(error)
            var contents = RequestRecord.Contents()
            contents.errorCode = reply.code
            metrics.count(contents, dialect: "heed", route: "/encode", status: reply.status, seconds: 1)
        }
        let text = String(decoding: metrics.registry.exposition().copyOfBytes(), as: UTF8.self)
        for line in [
            "heed_shed_requests_total 1", "heed_cancelled_requests_total 2", "heed_expired_requests_total 0",
            #"heed_requests_total{dialect="heed",route="/encode",status="503"} 3"#,
        ] {
            #expect(text.contains("\n\(line)\n"))
        }
    }

    @Test func stateIsShown() async throws {
        let application = Application(configuration: Configuration(), logsProgress: false)
        let loading = await application.router.respond(to: Request(method: .get, path: "/metrics"))
        #expect(loading.status == 200)
        #expect(String(decoding: loading.body.copyOfBytes(), as: UTF8.self).contains("\nheed_ready 0\n"))

        let samples = try await samples(TestService([("ids", .ids)]))
        #expect(samples["heed_ready"] == 1)
        let parameters = samples.filter { $0.key.hasPrefix(#"heed_model_parameters{model="ids",family="marian""#) }
        #expect(try #require(parameters.first?.value) > 1000)
        #expect(samples.contains { $0.key.hasPrefix("heed_build_info{version=") && $0.value == 1 })
    }
}

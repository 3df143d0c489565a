import HTTP
import JSON
import Testing

@testable import Service

struct RoutingTests {
    private static let service = Result { try TestService([("ids", .ids)]) }

    @Test func unknownRouteIsA404WithTheCommonShape() async throws {
        let seen = try await Self.service.get().error("/nope", "{}")
        #expect(seen.status == 404)
        #expect(seen.type == "invalid_request")
        #expect(seen.code == "route_not_found")
    }

    @Test(arguments: ["/encode", "/decode", "/attention", "/tokenize", "/detokenize"])
    func getOnAPostRouteIsA405WithAllow(path: String) async throws {
        let response = try await Self.service.get().application.router.respond(to: Request(method: .get, path: path))
        #expect(response.status == 405)
        let allow = response.headers.first { $0.name.lowercased() == "allow" }?.value
        #expect(allow?.contains("POST") == true)
        let body = response.body.copyOfBytes()
        #expect(try ErrorSeen(status: 405, body: JSONDocument(parsing: body).root).code == "method_not_allowed")
    }

    @Test func optionsIsAnsweredWithAllow() async throws {
        let response = try await Self.service.get().application.router.respond(
            to: Request(method: .options, path: "/decode"))
        #expect(response.status == 204)
        #expect(response.headers.contains { $0.name.lowercased() == "allow" && $0.value.contains("POST") })
    }

    @Test func modelsAreListedWithTheDefaultFirst() async throws {
        let models = try await Self.service.get().get("/models")["models"]
        #expect(models?[0]?["name"]?.string == "ids")
        #expect(models?[0]?["default"]?.boolean == true)
        let one = try await Self.service.get().get("/models/ids")
        #expect(one.text == models?[0]?.text)
        #expect(one["family"]?.string == "marian")
        #expect(one["encoder"]?["layers"]?.integer == 3)
        #expect(one["encoder"]?["heads"]?.integer == 3)
        #expect(one["decoder"]?["vocabulary_size"]?.integer == 61)
        #expect(one["hidden_size"]?.integer == 24)
        #expect(one["decoding_defaults"]?["num_beams"]?.integer == 4)
        #expect(one["limits"]?["max_input_tokens"]?.integer == 64)
        #expect(one["dtype"]?.string == "float32")
        // Four bytes for each number, and what fills up the last panel of each matrix.
        let parameters = try #require(one["parameters"]?.integer)
        let bytes = try #require(one["weights_bytes"]?.integer)
        #expect(bytes > 4 * parameters && bytes < 6 * parameters)
        #expect(one["tokenizer"]?.boolean == false)
    }

    @Test func unknownModelIsA404() async throws {
        let reply = try await Self.service.get().application.respond(to: "/models/nope")
        #expect(try ErrorSeen(status: reply.status, body: reply.json()).code == "model_not_found")
        #expect(reply.status == 404)
    }
}

struct ReadinessTests {
    private func application() throws -> Application {
        var configuration = Configuration.patient
        configuration.models = []
        return Application(configuration: configuration, logsProgress: false)
    }

    @Test func beforeLoadingOnlyLivenessIsOK() async throws {
        let application = try application()
        #expect(await application.respond(to: "/health/live").status == 200)
        for path in ["/health", "/health/ready", "/models"] {
            #expect(await application.respond(to: path).status == 503)
        }
        let health = await application.respond(to: "/health")
        #expect(try health.json()["status"]?.string == "loading")
        let decode = await application.respond(to: "/decode", body: Array(#"{"input":"a"}"#.utf8))
        #expect(decode.status == 503)
        #expect(try decode.json()["error"]?["code"]?.string == "loading")
    }

    @Test func drainingRefusesWhatComesLaterAndServesWhatCameBefore() async throws {
        let service = try TestService([("ids", .ids)])
        let router = service.application.router
        let earlier = Request(method: .post, path: "/encode", body: Array(#"{"input":[3,4,0]}"#.utf8))
        var later = earlier
        later.arrivedWhileDraining = true
        service.application.beginDraining()
        #expect(await router.respond(to: earlier).status == 200)
        let refused = await router.respond(to: later)
        #expect(refused.status == 503)
        #expect(refused.headers.contains { $0.name == "Retry-After" })
        for (path, status) in [("/health/ready", 503), ("/health", 503), ("/health/live", 200)] {
            var health = Request(method: .get, path: path)
            health.arrivedWhileDraining = true
            #expect(await router.respond(to: health).status == status)
        }
        #expect(try await service.application.respond(to: "/health").json()["status"]?.string == "draining")
    }
}

import HTTP
import Testing

@testable import Service

/// The setting `dialects`.
struct DialectSettingTests {
    @Test func namesThatAreNoneAreRefused() {
        for (names, hint) in [(["opanai"], "Did you mean openai?"), (["openai", ""], "Known here: heed, openai")] {
            do {
                _ = try ConfigurationLoader(flags: ["dialects": .list(names)], environment: [:]).load()
                Issue.record("accepted \(names)")
            } catch {
                #expect(error.description.contains("dialects") && error.description.contains(hint))
            }
        }
    }

    @Test func everyDialectIsOnUnlessNamesAreGiven() throws {
        #expect(Configuration().dialects == Dialect.others.map(\.name))
        let none = try ConfigurationLoader(environment: ["HEED_DIALECTS": "heed"]).load()
        #expect(none.dialects == [])
        let one = try ConfigurationLoader(environment: ["HEED_DIALECTS": "openai,heed,openai"]).load()
        #expect(one.dialects == ["openai"])
    }

    @Test func namesAreTheirOwn() {
        #expect(Set(Dialect.all.map(\.name)).count == Dialect.all.count)
        let prefixes = Dialect.all.flatMap(\.prefixes)
        #expect(Set(prefixes).count == prefixes.count)
    }

    @Test func dialectThatIsOffIsNotThere() async throws {
        let service = try TestService([("ids", .ids)]) { $0.dialects = [] }
        let seen = await service.application.respond(to: "/v1/models")
        #expect(seen.status == 404)
        let description = try await service.get("/openapi.json")
        #expect(description["paths"]?.keys == (Dialect.heed.endpoints + Endpoint.ofServer).map(\.pattern))
        let metrics = await service.application.respond(to: "/metrics")
        let text = String(decoding: metrics.body, as: UTF8.self)
        #expect(text.contains(#"heed_requests_total{dialect="heed",route="none",status="404"} 1"#))
    }

    @Test func requestsAreCountedByDialect() async throws {
        let service = try TestService([("ids", .ids)])
        for path in ["/v1/models", "/v1/nothing", "/models"] { _ = await service.application.respond(to: path) }
        let metrics = await service.application.respond(to: "/metrics")
        let text = String(decoding: metrics.body, as: UTF8.self)
        for (dialect, route, status) in [
            ("openai", "/v1/models", 200), ("openai", "none", 404), ("heed", "/models", 200),
        ] {
            #expect(
                text.contains(
                    "heed_requests_total{dialect=\"\(dialect)\",route=\"\(route)\",status=\"\(status)\"} 1\n"))
            #expect(
                text.contains("heed_request_duration_seconds_count{dialect=\"\(dialect)\",route=\"\(route)\"} 1\n"))
        }
    }

    @Test func modelsAreListedAsOpenAIDoes() async throws {
        let service = try TestService([("letters", .letters), ("ids", .ids)])
        let list = try await service.get("/v1/models")
        #expect(list["object"]?.string == "list")
        #expect(list["data"]?.list.map { $0["id"]?.string } == ["letters", "ids", "g2p-en"])
        let model = try await service.get("/v1/models/ids")
        #expect(model["object"]?.string == "model" && model["owned_by"]?.string == "heed")
        #expect(try #require(model["created"]?.integer) > 1_700_000_000)
        let missing = await service.application.respond(to: "/v1/models/nope")
        #expect(try ErrorSeen(status: missing.status, body: missing.json()).code == "model_not_found")
    }
}

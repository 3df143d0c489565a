import Foundation
import Hub
import Synchronization
import TestSupport
import Testing

@testable import Service

/// Models that are served from the Hub.
struct HubModelsTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// A fixture as it would be on the Hub.
    private func repository(_ fixture: String) throws -> TestRepository {
        let path = Fixtures.path(fixture)
        var files: [String: TestRepository.File] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
            guard let bytes = FileManager.default.contents(atPath: "\(path)/\(name)") else { continue }
            files[name] = .init([UInt8](bytes), isLarge: name.hasSuffix(".safetensors"))
        }
        return TestRepository(files)
    }

    private func environment(_ hub: TestHub) -> [String: String] {
        ["HF_ENDPOINT": hub.url, "HF_HOME": directory.path]
    }

    private func application(_ hub: TestHub, _ place: String = "hf:org/model") throws -> Application {
        var configuration = Configuration.patient
        configuration.models = [try ModelSource(parsing: "m=\(place)")]
        return Application(configuration: configuration, logsProgress: false, environment: environment(hub))
    }

    private func failure(_ application: Application) -> StartupError? {
        do {
            try application.load()
            return nil
        } catch {
            return error
        }
    }

    @Test func modelOfTheHubIsServedAndThenFromTheCache() async throws {
        let hub = try TestHub(["org/model": try repository("marian/shared-swish")])
        for _ in 0..<2 {
            let service = try application(hub)
            try service.load()
            let reply = try await service.respond(to: "/models/m").json()
            #expect(reply["family"]?.string == "marian")
        }
        #expect(hub.seen.count { $0.path.contains("/revision/") } == 1)
    }

    /// Another tool may have fetched a part of it.
    @Test func modelThatNobodyKnowsToBeWholeIsServedWithAWarning() async throws {
        let hub = try TestHub(["org/model": try repository("marian/shared-swish")])
        let models = HubModels(environment: environment(hub))
        _ = try models.pull(try HubReference(parsing: "org/model")) { _ in }
        try FileManager.default.removeItem(atPath: "\(directory.path)/hub/models--org--model/.heed")
        let lines = Mutex<[String]>([])
        var configuration = Configuration.patient
        configuration.models = [try ModelSource(parsing: "m=hf:org/model")]
        let service = Application(
            configuration: configuration, logHandler: JSONLogHandler { line in lines.withLock { $0.append(line) } },
            environment: environment(hub).merging(["HF_HUB_OFFLINE": "1"]) { $1 })
        try service.load()
        #expect(try await service.respond(to: "/models/m").json()["family"]?.string == "marian")
        let warnings = lines.withLock { $0.filter { $0.contains("no list of its files") } }
        #expect(
            warnings.count == 1 && warnings.allSatisfy { $0.contains("model m: ") && $0.contains("HF_HUB_OFFLINE") })
    }

    @Test func readinessSaysHowFarAModelIs() async throws {
        let (isUnderWay, isSeen) = (Event(), Event())
        let repository = try repository("marian/shared-swish")
        let sizes = ["config.json", "generation_config.json", "model.safetensors"].map {
            repository.files[$0]?.bytes.count ?? 0
        }
        let half = sizes[2] / 2 + 1
        let hub = try TestHub(["org/model": repository]) { seen in
            guard seen.isStorage else { return nil }
            return .parts(of: half) {
                isUnderWay.happen()
                _ = isSeen.wait()
            }
        }
        let service = try application(hub)
        let loading = Task { try await onThread { try service.load() } }
        await isUnderWay.happened()
        // What is on its way is told when it has arrived.
        let words = "\(ByteCount(sizes[0] + sizes[1] + half)) of \(ByteCount(sizes.reduce(0, +))) and 2 of 3 files"
        var ready = await service.respond(to: "/health/ready")
        for _ in 0..<10_000 where try ready.json()["reason"]?.string?.contains(words) != true {
            usleep(1000)
            ready = await service.respond(to: "/health/ready")
        }
        #expect(ready.status == 503)
        #expect(try ready.json()["status"]?.string == "loading")
        let reason = try #require(try ready.json()["reason"]?.string)
        #expect(reason.contains("\"m\" is being fetched: \(words)"))
        let refused = await service.respond(to: "/models/m")
        #expect(refused.status == 503)
        #expect(try refused.json()["error"]?["message"]?.string == reason)
        isSeen.happen()
        try await loading.value
        #expect(await service.respond(to: "/health/ready").status == 200)
    }

    @Test func familyThatIsNotServedCostsNoWeights() throws {
        var repository = try repository("marian/shared-swish")
        repository.files["config.json"] = .init(#"{"model_type": "gpt2"}"#)
        let hub = try TestHub(["org/model": repository])
        let message = try #require(failure(try application(hub))).description
        #expect(message.contains("org/model is not served here") && message.contains("\"gpt2\""))
        #expect(!hub.seen.contains { $0.isStorage })
    }

    @Test func whatKeepsAModelFromBeingFetchedEndsTheStart() throws {
        let hub = try TestHub([:])
        #expect(failure(try application(hub))?.description.contains("no model org/model") == true)
        #expect(failure(try application(hub, "hf:org/model@v1"))?.description.contains("no model org/model") == true)
        var configuration = Configuration.patient
        configuration.models = [try ModelSource(parsing: "m=hf:org/model")]
        let homeless = Application(configuration: configuration, logsProgress: false)
        #expect(failure(homeless)?.description.contains("HF_HOME") == true)
    }

    /// The whole model is looked at where it is there.
    @Test func outlineFetchesTheSmallFilesOnly() throws {
        let hub = try TestHub(["org/model": try repository("families/bert/sentence-transformers")])
        let models = HubModels(environment: environment(hub))
        let reference = try HubReference(parsing: "org/model")
        let outline = try models.outline(reference) { _ in }
        #expect(!hub.seen.contains { $0.isStorage })
        let source = ModelSource(name: "m", place: .path(outline.path))
        let before = Inspection(of: source, pulled: outline)
        #expect(before.isServable && before.model?.description?.family == "bert" && before.model?.weights == nil)
        #expect(before.notices.contains { $0.contains("were not looked at") })
        _ = try models.pull(reference) { _ in }
        let after = Inspection(of: source, pulled: try models.outline(reference) { _ in })
        #expect(after.isServable && after.model?.weights != nil)
        #expect(!after.notices.contains { $0.contains("were not looked at") })
    }

    /// Else it could not be said of a model without its weights whether it is served.
    @Test(arguments: Fixtures.encoderDecoderModels + Fixtures.encoderModels.map { "families/\($0)" })
    func configurationsAreServableWithoutWeights(fixture: String) throws {
        let pulled = PulledModel(path: Fixtures.path(fixture), commit: "", hasWeights: false, missingBytes: nil)
        let inspection = Inspection(of: ModelSource(name: "m", place: .path(pulled.path)), pulled: pulled)
        #expect(inspection.problems == [])
    }

    @Test func settingsNameModelsOfTheHub() throws {
        let configuration = try ConfigurationLoader(environment: [
            "HEED_MODEL": "a=hf:Helsinki-NLP/opus-mt-en-fr,b=hf:t5-small@v1,c=/hf:x"
        ]).load()
        let expected: [ModelSource.Place] = [
            .hub(try HubReference(parsing: "Helsinki-NLP/opus-mt-en-fr")),
            .hub(try HubReference(parsing: "t5-small@v1")),
            .path("/hf:x"),
        ]
        #expect(configuration.models.map(\.place) == expected)
        do {
            _ = try ConfigurationLoader(environment: ["HEED_MODEL": "a=hf:x/y/z"]).load()
            Issue.record("accepted")
        } catch {
            #expect(error.description.contains("HEED_MODEL") && error.description.contains("x/y/z"))
        }
    }
}

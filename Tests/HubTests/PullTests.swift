import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Hub

struct PullTests {
    @Test func modelArrivesInTheLayoutOfTheHub() throws {
        let scene = try Scene()
        let pulled = try scene.model().pull()
        let commit = String(repeating: "1", count: 40)
        #expect(pulled.path == "\(scene.folder)/snapshots/\(commit)" && pulled.hasWeights)
        let expected = [
            "config.json", "generation_config.json", "model.safetensors", "source.spm", "target.spm", "vocab.json",
        ]
        #expect(scene.names("snapshots/\(commit)") == expected)
        for name in expected {
            let file = try #require(scene.hub.repositories[Models.name]?.files[name])
            let target = try FileManager.default.destinationOfSymbolicLink(atPath: "\(pulled.path)/\(name)")
            #expect(target == "../../blobs/\(file.content.text)")
            #expect(scene.bytes("\(pulled.path)/\(name)") == file.bytes)
        }
        #expect(scene.bytes("\(scene.folder)/refs/main") == Array(commit.utf8))
        #expect(scene.names("blobs").allSatisfy { $0.count == 40 || $0.count == 64 })
    }

    @Test func onlyWhatIsNeededIsAskedFor() throws {
        let scene = try Scene()
        _ = try scene.model().pull()
        #expect(
            scene.hub.fetched == [
                "config.json", "generation_config.json", "source.spm", "target.spm", "vocab.json", "model.safetensors",
            ])
    }

    @Test func whatIsThereIsNotFetchedAgain() throws {
        let scene = try Scene()
        let first = try scene.model().pull()
        let count = scene.hub.fetched.count
        #expect(try scene.model().pull() == first)
        #expect(scene.hub.fetched.count == count)
    }

    @Test func listOfManyPagesIsReadToItsEnd() throws {
        let scene = try Scene(pageSize: 2)
        #expect(try scene.model().pull().hasWeights)
        #expect(scene.hub.fetched.count == 6)
    }

    @Test func modulesAndShardsAreFound() throws {
        var repository = TestRepository([
            "modules.json": .init(
                #"""
                [{"type": "sentence_transformers.models.Transformer", "path": ""},
                 {"type": "sentence_transformers.models.Pooling", "path": "1_Pooling"},
                 {"type": "sentence_transformers.models.Dense", "path": "./2_Dense/"}]
                """#),
            "config.json": .init("{}"), "1_Pooling/config.json": .init("{ }"), "2_Dense/config.json": .init("{  }"),
            "2_Dense/pytorch_model.bin": .init([1, 2], isLarge: true),
            "model.safetensors.index.json": .init(
                #"{"weight_map": {"a": "model-2.safetensors", "b": "model-1.safetensors", "c": "model-2.safetensors"}}"#
            ),
            "pytorch_model.bin": .init([9], isLarge: true), "3_Other/config.json": .init("{   }"),
        ])
        for shard in 1...2 { repository.files["model-\(shard).safetensors"] = .init([UInt8(shard)], isLarge: true) }
        let scene = try Scene(repository)
        let pulled = try scene.model().pull()
        #expect(
            scene.hub.fetched == [
                "modules.json", "model.safetensors.index.json", "config.json", "1_Pooling/config.json",
                "2_Dense/config.json", "2_Dense/pytorch_model.bin", "model-1.safetensors", "model-2.safetensors",
            ])
        #expect(scene.bytes("\(pulled.path)/2_Dense/pytorch_model.bin") == [1, 2])
        #expect(try scene.model().cached == pulled)
    }

    /// What transformers fetches of a sentence-transformers repository, file by file and without a list.
    private func sceneOfAnotherTool() throws -> (Scene, PulledModel) {
        let scene = try Scene(
            TestRepository([
                "modules.json": .init(
                    #"[{"type": "x.Transformer", "path": ""}, {"type": "x.Pooling", "path": "1_Pooling"}]"#),
                "config.json": .init("{}"), "1_Pooling/config.json": .init("{ }"),
                "model.safetensors": .init(Models.weights, isLarge: true),
            ]))
        let pulled = try scene.model().pull()
        for path in ["\(pulled.path)/modules.json", "\(pulled.path)/1_Pooling", "\(scene.folder)/.heed"] {
            try FileManager.default.removeItem(atPath: path)
        }
        for content in ["modules.json", "1_Pooling/config.json"] {
            let name = try #require(scene.hub.repositories[Models.name]?.files[content]).content.text
            try FileManager.default.removeItem(atPath: "\(scene.folder)/blobs/\(name)")
        }
        return (scene, pulled)
    }

    @Test func whatAnotherToolHasLeftOutIsFetchedOnce() throws {
        let (scene, pulled) = try sceneOfAnotherTool()
        let before = scene.hub.seen.count
        #expect(try scene.model().use() == pulled)
        let seen = scene.hub.seen[before...]
        #expect(scene.hub.fetched.suffix(2) == ["modules.json", "1_Pooling/config.json"] && seen.count == 3)
        // The commit stays, whatever the branch is by now.
        #expect(!seen.contains { $0.path.contains("/revision/") })
        #expect(scene.bytes("\(pulled.path)/1_Pooling/config.json") != nil)
        #expect(try scene.model().use() == pulled && scene.hub.seen.count == before + 3)
    }

    @Test func withoutTheHubWhatIsThereIsTakenAndDoubted() throws {
        let (scene, pulled) = try sceneOfAnotherTool()
        scene.settings.isOffline = true
        #expect(try scene.model().use().doubt?.contains("HF_HUB_OFFLINE") == true)
        #expect(try scene.model().pull().notice?.contains("no list of its files") == true)
        scene.settings.isOffline = false
        scene.settings.endpoint = "http://127.0.0.1:1"
        let used = try scene.model().use()
        #expect(used.path == pulled.path && used.doubt?.contains("127.0.0.1:1") == true)
        #expect(pulled.doubt == nil && pulled.notice == nil)
    }

    @Test func planComesBeforeAnyWeights() throws {
        let scene = try Scene()
        var requestsAtPlan: Int?
        var last = PullProgress()
        _ = try scene.model().pull(report: { event in
            switch event {
            case .plan(let files, let progress, _):
                requestsAtPlan = scene.hub.fetched.count
                #expect(files.map(\.path).last == "model.safetensors" && files.count == 6)
                #expect(progress.bytes == 0 && progress.totalBytes == files.map(\.size).reduce(0, +))
            case .progress(let progress):
                #expect(progress.bytes >= last.bytes && progress.bytes <= progress.totalBytes)
                last = progress
            case .finished(_, let progress): last = progress
            case .retrying, .waiting: Issue.record("nothing went wrong")
            }
        })
        #expect(requestsAtPlan == 0)
        #expect(last.bytes == last.totalBytes && last.files == last.totalFiles)
    }

    @Test func refusedFamilyCostsNoWeights() throws {
        let scene = try Scene()
        struct Refusal: Error, CustomStringConvertible { let description = "not this one" }
        #expect(throws: HubError.refused(repository: Models.name, reason: "not this one")) {
            try scene.model().pull(check: { directory in
                #expect(scene.bytes(directory + "/config.json") != nil)
                throw Refusal()
            })
        }
        #expect(scene.hub.fetched.allSatisfy { $0.hasSuffix("config.json") })
        #expect(scene.names("refs") == [])
    }

    @Test func smallFilesAloneLeaveNoRevisionThatLooksWhole() throws {
        let scene = try Scene()
        let pulled = try scene.model().pull(withWeights: false)
        #expect(!pulled.hasWeights && pulled.missingBytes == Models.weights.count)
        #expect(scene.bytes("\(pulled.path)/source.spm") != nil && scene.names("refs") == [])
        #expect(try scene.model().cached == nil)
        #expect(try scene.model().pull().hasWeights)
        #expect(try scene.model().cached != nil)
    }

    @Test(arguments: [nil, "v1.0", "refs/pr/1", String(repeating: "1", count: 40)])
    func revisionsAreRemembered(revision: String?) throws {
        var repository = Models.marian
        repository.revisions += ["v1.0", "refs/pr/1"]
        let scene = try Scene(repository)
        let pulled = try scene.model(revision).pull()
        scene.settings.isOffline = true
        #expect(try scene.model(revision).pull() == pulled)
        #expect(try scene.model(revision).cached == pulled)
        if revision?.count == 40 { #expect(scene.names("refs") == []) }
    }

    @Test func twoPullsAtOnceFetchEverythingOnce() async throws {
        let scene = try Scene()
        let (settings, folder, hub) = (scene.settings, scene.folder, scene.hub)
        let results = try await withThrowingTaskGroup(of: PulledModel.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    try await onThread {
                        try HubModel(HubReference(parsing: Models.name), settings).pull()
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(results.map(\.path)) == ["\(folder)/snapshots/\(String(repeating: "1", count: 40))"])
        #expect(hub.fetched.count == 6)
    }

    @Test func emptyAndUnusualFilesArrive() throws {
        var repository = Models.marian
        repository.files["added_tokens.json"] = .init("")
        repository.files["merges.txt"] = .init([], isLarge: true)
        let scene = try Scene(repository)
        let pulled = try scene.model().pull()
        for name in ["added_tokens.json", "merges.txt"] { #expect(scene.bytes("\(pulled.path)/\(name)") == []) }
    }

    @Test func brokenBlobOfAnotherToolIsReplaced() throws {
        let scene = try Scene()
        let pulled = try scene.model().pull()
        let blob = try #require(scene.hub.repositories[Models.name]?.files["model.safetensors"]).content.text
        try scene.directory.write("hub/models--org--model/blobs/\(blob)", [1, 2, 3])
        _ = try scene.model().pull()
        #expect(scene.bytes("\(pulled.path)/model.safetensors") == Models.weights)
    }
}

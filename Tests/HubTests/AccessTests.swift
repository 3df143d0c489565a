import Foundation
import TestSupport
import Testing

@testable import Hub

/// Who may have what, and where the token goes.
struct AccessTests {
    @Test func tokenGoesToTheHubOnly() throws {
        var repository = Models.marian
        repository.token = "hf_secret"
        let scene = try Scene(repository, token: "hf_secret")
        _ = try scene.model().pull()
        let storage = scene.hub.seen.filter(\.isStorage)
        #expect(storage.count == 3 && storage.allSatisfy { $0.headers["authorization"] == nil })
        let hub = scene.hub.seen.filter { !$0.isStorage }
        #expect(hub.allSatisfy { $0.headers["authorization"] == "Bearer hf_secret" })
    }

    @Test func privateModelIsAsIfItWereNotThere() throws {
        var repository = Models.marian
        repository.token = "hf_secret"
        let scene = try Scene(repository)
        #expect(
            try scene.failure()
                == .repositoryNotFound(repository: Models.name, endpoint: scene.hub.url, hasToken: false))
        let message = "\(try #require(try scene.failure()))"
        #expect(message.contains("HF_TOKEN") && message.contains("org/model"))
    }

    @Test func gatedModelSaysWhereToAccept() throws {
        var repository = Models.marian
        repository.isGated = true
        let scene = try Scene(repository)
        #expect("\(try #require(try scene.failure()))".contains("\(scene.hub.url)/org/model"))
    }

    @Test func unknownModelAndRevision() throws {
        let scene = try Scene()
        #expect(try scene.failure("v9") == .revisionNotFound(repository: Models.name, revision: "v9"))
        #expect(throws: HubError.repositoryNotFound(repository: "org/other", endpoint: scene.hub.url, hasToken: false))
        {
            try HubModel(HubReference(parsing: "org/other"), scene.settings).pull()
        }
    }

    @Test func refusedTokenIsNotAnUnknownModel() throws {
        let scene = try Scene(token: "hf_old") { _ in
            .status(401, headers: ["X-Error-Message": "Invalid credentials in Authorization header"])
        }
        #expect(try scene.failure() == .tokenRefused(endpoint: scene.hub.url))
    }

    /// Mirrors do not have the Hub's codes.
    @Test(arguments: [
        (401, "no model org/model"), (403, "does not give org/model away"), (404, "no model org/model"), (400, "400"),
    ])
    func statusesWithoutCodes(status: Int, words: String) throws {
        let scene = try Scene { _ in .status(status) }
        #expect("\(try #require(try scene.failure()))".contains(words))
    }

    /// The password of a mirror is for the mirror.
    @Test func loginGoesToTheHubAndIntoNoMessage() throws {
        let scene = try Scene { seen in seen.path.contains("/resolve/") ? .status(500) : nil }
        let address = scene.hub.url.replacing("http://", with: "http://me:pass%40word@")
        scene.settings = try scene.hub.settings(
            cache: scene.settings.cache, environment: ["HF_ENDPOINT": address + "/"])
        #expect(scene.settings.endpoint == scene.hub.url)
        let failure = try #require(try scene.failure())
        #expect(
            failure
                == .busy(
                    url: "\(scene.hub.url)/org/model/resolve/\(String(repeating: "1", count: 40))/config.json",
                    status: 500))
        var dumped = "\(scene.settings)"
        dump(scene.settings, to: &dumped)
        #expect(!dumped.contains("pass") && !"\(failure)".contains("pass"))
        let login = "Basic " + Data("me:pass@word".utf8).base64EncodedString()
        #expect(scene.hub.seen.allSatisfy { $0.headers["authorization"] == login })
    }

    @Test func loginDoesNotFollowARedirect() throws {
        let scene = try Scene()
        let address = scene.hub.url.replacing("http://", with: "http://me:password@")
        scene.settings = try scene.hub.settings(cache: scene.settings.cache, environment: ["HF_ENDPOINT": address])
        _ = try scene.model().pull()
        #expect(scene.hub.seen.allSatisfy { ($0.headers["authorization"] == nil) == $0.isStorage })
    }

    @Test(arguments: ["ftp://me:password@hub", "me:password@hub", "https://me:pass/word@hub", "http://me:password@"])
    func malformedAddressShowsNoPassword(address: String) {
        do {
            _ = try HubSettings(environment: ["HOME": "/h", "HF_ENDPOINT": address])
            Issue.record("accepted")
        } catch {
            #expect(!"\(error)".contains("pass") && "\(error)".contains("HF_ENDPOINT"))
        }
    }

    /// Neither an unknown model nor a busy Hub.
    @Test(arguments: [401, 403])
    func whoStoresTheFilesDoesNotTakeTheHubsPermission(status: Int) throws {
        let scene = try Scene { $0.isStorage ? .status(status) : nil }
        guard case .permissionRefused(let url, status, scene.hub.url)? = try scene.failure() else {
            Issue.record("something else")
            return
        }
        #expect(!url.contains("secret"))
        // The Hub's permission may have ended meanwhile: it was asked for others.
        #expect(scene.hub.seen.count { $0.isStorage } == 4)
    }

    @Test func storageWithoutTheFileIsNoUnknownModel() throws {
        let scene = try Scene { $0.isStorage ? .status(404) : nil }
        guard case .unexpectedReply? = try scene.failure() else {
            Issue.record("something else")
            return
        }
    }

    @Test func nobodyAnswers() throws {
        let scene = try Scene()
        scene.settings.endpoint = "http://127.0.0.1:1"
        guard case .unreachable("http://127.0.0.1:1", _)? = try scene.failure() else {
            Issue.record("reached")
            return
        }
        scene.settings.endpoint = "http://no-such-host.invalid"
        #expect("\(try #require(try scene.failure()))".contains("no-such-host.invalid"))
    }

    @Test func offlineThereIsTheCacheOnly() throws {
        let scene = try Scene()
        scene.settings.isOffline = true
        guard case .notInCache(_, _, "nothing of it is there")? = try scene.failure() else {
            Issue.record("found")
            return
        }
        scene.settings.isOffline = false
        let pulled = try scene.model().pull()
        scene.settings.isOffline = true
        let count = scene.hub.seen.count
        #expect(try scene.model().pull() == pulled)
        #expect(scene.hub.seen.count == count)
        try FileManager.default.removeItem(atPath: "\(pulled.path)/model.safetensors")
        guard case .notInCache(_, _, "model.safetensors is missing")? = try scene.failure() else {
            Issue.record("found")
            return
        }
    }

    /// What heed would not read is of no weight; what it would read must be there.
    @Test func listOfAnotherToolSaysWhatIsMissing() throws {
        let scene = try Scene()
        let pulled = try scene.model().pull()
        let tree = { (names: [String]) in
            let files = names.map { #""\#($0)": {"size": 1, "blob_id": "x"}"# }.joined(separator: ",")
            try scene.directory.write(
                "hub/models--org--model/trees/\(pulled.commit).json", #"{"format_version": 1, "files": {\#(files)}}"#)
        }
        _ = try tree(["config.json", "model.safetensors", "model.onnx"])
        #expect(try scene.model().cached == pulled)
        _ = try tree(["config.json", "model.safetensors", "tokenizer.json"])
        #expect(try scene.model().cached == nil)
    }

    @Test func cacheThatCannotBeWrittenIsNamed() throws {
        let scene = try Scene()
        scene.settings.cache = try scene.directory.write("file", "x") + "/hub"
        guard case .unwritable? = try scene.failure() else {
            Issue.record("written")
            return
        }
        #expect(Files.writeError("/models/x", number: EROFS) == .readOnly(path: "/models"))
        #expect(Files.writeError("/models/x", number: ENOSPC) == .diskFull(path: "/models", needed: nil, free: nil))
    }

    @Test func modelsThatAreNotServedAreRefusedByWhatTheyLack() throws {
        var repository = Models.marian
        repository.files["model.safetensors"] = nil
        repository.files["pytorch_model.bin"] = nil
        let scene = try Scene(repository)
        #expect(try scene.failure() == .noWeights(repository: Models.name, found: ["ONNX", "TensorFlow"]))
        repository.files["config.json"] = nil
        #expect(try Scene(repository).failure() == .noConfiguration(repository: Models.name))
        #expect(scene.hub.fetched == [])
    }
}

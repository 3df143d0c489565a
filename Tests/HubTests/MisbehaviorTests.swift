import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Hub

/// Hubs that misbehave. Whatever they do, no file with another content than was stated gets its name.
struct MisbehaviorTests {
    @Test func cutConnectionsAreTakenUpWhereTheyEnded() throws {
        let scene = try Scene { seen in seen.isForWeights && seen.earlier < 3 ? .cut(after: 70_000) : nil }
        let pulled = try scene.model().pull()
        #expect(scene.bytes("\(pulled.path)/model.safetensors") == Models.weights)
        #expect(scene.hub.seen.filter(\.isForWeights).map(\.range) == [nil, 70_000, 140_000, 210_000])
    }

    @Test func nextRunGoesOnWhereTheLastOneWasCut() throws {
        let isBroken = Mutex(true)
        let scene = try Scene { seen in seen.isForWeights && isBroken.withLock { $0 } ? .cut(after: 10_000) : nil }
        guard case .unreachable(_, let reason)? = try scene.failure() else {
            Issue.record("no failure")
            return
        }
        #expect(!reason.isEmpty)
        // At most three retries.
        #expect(scene.hub.seen.filter(\.isForWeights).count == 4)
        #expect(scene.names("refs") == [] && scene.names("blobs").count { $0.hasSuffix(".incomplete") } == 1)
        #expect(try scene.model().cached == nil)
        isBroken.withLock { $0 = false }
        let pulled = try scene.model().pull()
        #expect(scene.bytes("\(pulled.path)/model.safetensors") == Models.weights)
        #expect(scene.hub.seen.last(where: \.isForWeights)?.range == 40_000)
        #expect(scene.names("blobs").allSatisfy { !$0.hasSuffix(".incomplete") })
    }

    @Test func pausesGrowAndAreTold() throws {
        let scene = try Scene { seen in seen.isForWeights ? .status(503) : nil }
        var pauses: [Double] = []
        #expect(throws: HubError.self) {
            try scene.model().pull(report: { event in
                if case .retrying(let error, let seconds) = event {
                    pauses.append(seconds)
                    #expect("\(error)".contains("503"))
                }
            })
        }
        #expect(pauses == scene.settings.pauses)
    }

    /// - fraction: of the weights that an earlier process has left, wrong
    @Test(arguments: [1, 150_000, 299_999, 300_000, 400_000])
    func wrongRestsOfAnEarlierRunAreFetchedAnew(size: Int) throws {
        let scene = try Scene()
        let blob = try #require(scene.hub.repositories[Models.name]?.files["model.safetensors"]).content.text
        try scene.directory.write(
            "hub/models--org--model/blobs/\(blob).incomplete", [UInt8](repeating: 3, count: size))
        let pulled = try scene.model().pull()
        #expect(scene.bytes("\(pulled.path)/model.safetensors") == Models.weights)
    }

    @Test(arguments: [
        TestHub.Misbehavior.corrupted, .shortened(to: 200_000), .lengthened(by: 1), .lengthened(by: 300_000),
    ])
    func lyingContentIsRefused(misbehavior: TestHub.Misbehavior) throws {
        let scene = try Scene { seen in seen.isForWeights ? misbehavior : nil }
        guard case .wrongContent("model.safetensors", _)? = try scene.failure() else {
            Issue.record("accepted")
            return
        }
        let blob = try #require(scene.hub.repositories[Models.name]?.files["model.safetensors"]).content.text
        #expect(!scene.names("blobs").contains { $0.hasPrefix(blob) })
        #expect(!scene.names("snapshots/\(String(repeating: "1", count: 40))").contains("model.safetensors"))
    }

    @Test func lyingSmallFileIsRefused() throws {
        let scene = try Scene { seen in seen.path.hasSuffix("/vocab.json") ? .corrupted : nil }
        let failure = try scene.failure()
        #expect("\(try #require(failure))".contains("vocab.json arrived damaged: its git SHA-1 is"))
    }

    @Test func rangeThatIsIgnoredBeginsAnew() throws {
        let scene = try Scene { seen in
            !seen.isForWeights ? nil : seen.earlier == 0 ? .cut(after: 70_000) : .ignoredRange
        }
        let pulled = try scene.model().pull()
        #expect(scene.bytes("\(pulled.path)/model.safetensors") == Models.weights)
    }

    @Test func otherRangeIsRefused() throws {
        let scene = try Scene { seen in
            !seen.isForWeights ? nil : seen.earlier == 0 ? .cut(after: 70_000) : .otherRange
        }
        #expect("\(try #require(try scene.failure()))".contains("another part of the file"))
    }

    @Test func slowSenderIsWaitedFor() throws {
        let parts = Mutex(0)
        let scene = try Scene { seen in
            seen.isForWeights ? .parts(of: 10_000) { parts.withLock { $0 += 1 } } : nil
        }
        let pulled = try scene.model().pull()
        #expect(scene.bytes("\(pulled.path)/model.safetensors") == Models.weights)
        #expect(parts.withLock { $0 } == 30)
    }

    @Test func stalledSenderIsGivenUpAndTriedAgain() throws {
        let scene = try Scene { seen in seen.isForWeights && seen.earlier == 0 ? .stall(after: 70_000) : nil }
        scene.settings.stallTimeout = 2
        let pulled = try scene.model().pull()
        #expect(scene.bytes("\(pulled.path)/model.safetensors") == Models.weights)
        #expect(scene.hub.seen.filter(\.isForWeights).dropFirst().first?.range == 70_000)
    }

    @Test(arguments: [408, 429, 500, 502, 503, 504])
    func passingErrorsAreTriedAgain(status: Int) throws {
        let scene = try Scene { seen in
            seen.earlier < 1 ? .status(status, headers: status == 429 ? ["Retry-After": "0"] : [:]) : nil
        }
        #expect(try scene.model().pull().hasWeights)
    }

    /// The permission to fetch from the storage is for some minutes.
    @Test func permissionThatHasExpiredIsAskedForAgain() throws {
        let scene = try Scene { seen in seen.isForWeights && seen.earlier == 0 ? .status(403) : nil }
        #expect(try scene.model().pull().hasWeights)
    }

    @Test func noMessageShowsAPermission() throws {
        let scene = try Scene { seen in seen.isStorage ? .status(500) : nil }
        let message = "\(try #require(try scene.failure()))"
        #expect(message.contains("500") && !message.contains("secret"))
    }

    @Test func circlesOfRedirectsEnd() throws {
        let url = Mutex("")
        let scene = try Scene { seen in
            seen.path.hasSuffix("/config.json") ? .redirect(url.withLock { $0 } + seen.path) : nil
        }
        url.withLock { $0 = scene.hub.url }
        #expect("\(try #require(try scene.failure()))".contains("without end"))
    }

    @Test(arguments: [
        "", "{", "[]", "{}", #"{"sha": "../../x"}"#, #"{"sha": 1}"#,
        #"{"sha": "1111111111111111111111111111111111111111", "#,
    ])
    func malformedRevisionIsRefused(text: String) throws {
        let scene = try Scene { seen in seen.path.contains("/revision/") ? .text(text) : nil }
        guard case .unexpectedReply? = try scene.failure() else {
            Issue.record("accepted")
            return
        }
    }

    @Test(arguments: [
        "{}", "1", #"[{"type": "file"}]"#, #"[{"type": "file", "path": "config.json"}]"#,
        #"[{"type": "file", "path": "../config.json", "size": 1, "oid": "2222222222222222222222222222222222222222"}]"#,
        #"[{"type": "file", "path": "/config.json", "size": 1, "oid": "2222222222222222222222222222222222222222"}]"#,
        #"[{"type": "file", "path": "a//config.json", "size": 1, "oid": "2222222222222222222222222222222222222222"}]"#,
        #"[{"type": "file", "path": "config.json", "size": -1, "oid": "2222222222222222222222222222222222222222"}]"#,
        #"[{"type": "file", "path": "config.json", "size": 1, "oid": "../../../etc/passwd"}]"#,
        #"[{"type": "file", "path": "config.json", "size": 1, "oid": "2222", "lfs": {"oid": "..", "size": 1}}]"#,
    ])
    func malformedListIsRefused(text: String) throws {
        let scene = try Scene { seen in seen.path.contains("/tree/") ? .text(text) : nil }
        guard case .unexpectedReply? = try scene.failure() else {
            Issue.record("accepted")
            return
        }
        #expect(scene.names("blobs") == [])
    }

    @Test func listWithoutEndIsRefused() throws {
        let scene = try Scene { seen in
            // Each page names itself as the next one.
            seen.path.contains("/tree/") ? .status(200, headers: ["Link": "<\(seen.path)>; rel=\"next\""]) : nil
        }
        #expect(throws: HubError.self) { try scene.model().pull() }
    }
}

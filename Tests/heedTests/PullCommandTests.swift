import Foundation
import Hub
import Synchronization
import TestSupport
import Testing

/// `heed pull` as a process of its own.
struct PullCommandTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private static let weights = (0..<4_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 9) }

    private var repository: TestRepository {
        TestRepository([
            "config.json": .init((try? Fixtures.bytes("marian/shared-swish/config.json")) ?? []),
            "source.spm": .init(Array(Self.weights[..<200_000])),
            "model.safetensors": .init(Self.weights, isLarge: true),
        ])
    }

    private func start(
        _ arguments: [String], _ hub: TestHub, _ variables: [String: String] = [:]
    ) throws -> ChildProcess {
        // Beside the tests.
        let executable = try #require(Bundle.main.executableURL).deletingLastPathComponent().appending(path: "heed")
        return try ChildProcess(
            executable.path, arguments,
            environment: ["HF_ENDPOINT": hub.url, "HF_HOME": directory.path].merging(variables) { $1 })
    }

    private func run(
        _ arguments: [String], _ hub: TestHub, _ variables: [String: String] = [:]
    ) async throws -> ChildProcess.Outcome {
        let process = try start(arguments, hub, variables)
        return try await onThread { process.outcome() }
    }

    @Test func printsTheDirectoryAndTellsTheRestBesides() async throws {
        let hub = try TestHub(["org/model": repository])
        let result = try await run(["pull", "org/model"], hub)
        #expect(result.ending == .code(0), "\(result.complaints)")
        let path = "\(directory.path)/hub/models--org--model/snapshots/\(String(repeating: "1", count: 40))"
        #expect(result.output == path + "\n")
        #expect(result.complaints.contains("org/model: 3 files, 4.2 MB to fetch"))
        #expect(result.complaints.contains("model.safetensors: 4.0 MB (3 of 3 files)"))
        let again = try await run(["pull", "hf:org/model@main"], hub)
        #expect(again.output == result.output && again.complaints.contains("everything is in"))
    }

    /// The Hub is behind a proxy, which is our own in its place; what it points to is on this machine.
    @Test func proxiesOfTheEnvironmentAreUsed() async throws {
        let hub = try TestHub(["org/model": repository])
        let variables = ["HF_ENDPOINT": "http://hub.invalid", "http_proxy": hub.url]
        let result = try await run(["pull", "org/model"], hub, variables)
        #expect(result.ending == .code(0), "\(result.complaints)")
        #expect(hub.seen.first?.headers["host"] == "hub.invalid")
    }

    @Test func failuresAreSentences() async throws {
        let hub = try TestHub(["org/model": repository])
        for (name, words) in [
            ("org/other", "no model org/other"), ("org/model@v9", "no revision \"v9\""),
            ("a/b/c", "names no model on the Hub"),
        ] {
            let result = try await run(["pull", name], hub)
            #expect(
                result.ending != .code(0) && result.output.isEmpty && result.complaints.contains(words),
                "\(result.complaints)")
        }
    }

    /// Killed wherever it is; what is there is true all the time, and no byte is lost that a run has written.
    @Test func killedTwentyTimesItIsWholeInTheEnd() async throws {
        let runs = 20
        let content = try #require(repository.files["model.safetensors"]).content.text
        let model = "\(directory.path)/hub/models--org--model"
        let path = "\(model)/snapshots/\(String(repeating: "1", count: 40))"
        let arrived: @Sendable () -> Int = { Self.size("\(model)/blobs/\(content).incomplete") }
        let kill = Mutex<(@Sendable () -> Void)?>(nil)
        let hub = try TestHub(["org/model": repository]) { seen in
            guard seen.isStorage, seen.earlier < runs else { return nil }
            let start = seen.range ?? 0
            let sent = KilledRun(sent: start)
            return .parts(of: 20_000) {
                // A part at a time, so that nothing waits in the sockets when the process is killed.
                guard let due = sent.next(20_000) else { return }
                for _ in 0..<50_000 where arrived() < due { usleep(200) }
                guard due >= start + 100_000 else { return }
                kill.withLock { $0 }?()
                sent.end()
            }
        }
        for _ in 0..<runs {
            let process = try start(["pull", "org/model"], hub)
            kill.withLock { $0 = { _ = Glibc.kill(process.identifier, SIGKILL) } }
            let outcome = try await onThread { process.outcome() }
            kill.withLock { $0 = nil }
            #expect(outcome.ending == .signal(SIGKILL))
            #expect(!FileManager.default.fileExists(atPath: model + "/refs/main"))
            #expect(!FileManager.default.fileExists(atPath: path + "/model.safetensors"))
        }
        let result = try await run(["pull", "org/model"], hub)
        #expect(result.ending == .code(0), "\(result.complaints)")
        #expect(FileManager.default.contents(atPath: path + "/model.safetensors").map { [UInt8]($0) } == Self.weights)
        let ranges = hub.seen.filter(\.isStorage).map { $0.range ?? 0 }
        #expect(ranges.count == runs + 1 && ranges == ranges.sorted() && ranges.last ?? 0 >= runs * 100_000)
    }

    /// 0: there is no such file.
    private static func size(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }
}

/// How much a run has been sent that ends with its process.
private final class KilledRun: Sendable {
    private let sent: Mutex<Int?>

    init(sent: Int) { self.sent = Mutex(sent) }

    /// All that is sent with so many bytes more; nil: the process has ended.
    func next(_ count: Int) -> Int? {
        sent.withLock { sent in
            sent = sent.map { $0 + count }
            return sent
        }
    }

    func end() { sent.withLock { $0 = nil } }
}

import Foundation
import TestSupport
import Testing

/// Commands that work without a server, as processes of their own.
struct LocalCommandTests {
    /// As the server's log does.
    @Test func whatAPersonShouldKnowIsToldOnStandardError() async throws {
        // Beside the tests.
        let executable = try #require(Bundle.main.executableURL).deletingLastPathComponent().appending(path: "heed")
        let process = try ChildProcess(
            executable.path, ["models", "--model", Fixtures.path("marian/shared-swish")],
            environment: ["HEED_PROT": "1", "HEED_LOG_FORMAT": "json"])
        let result = try await onThread { process.outcome() }
        #expect(result.ending == .code(0))
        #expect(
            result.complaints.split(separator: "\n") == [
                "heed: the environment variable HEED_PROT is none of heed's settings; it has no effect",
                "heed: model shared-swish: this model has no tokenizer files; send token ids",
            ])
        #expect(result.output.hasPrefix("shared-swish\tmarian"))
    }
}

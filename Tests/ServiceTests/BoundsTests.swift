import Testing

@testable import Service

/// What a request may cost is bounded, and known before it is spent.
struct BoundsTests {
    private static let service = Result {
        try TestService {
            $0.engine.maxWorkingBytes = 100_000
            $0.maxResponseBytes = 4096
        }
    }

    private func refusal(_ path: String, _ body: String) async throws -> ErrorSeen {
        try await Self.service.get().error(path, body)
    }

    private func repeated(_ text: String, _ count: Int) -> String {
        Array(repeating: text, count: count).joined(separator: ",")
    }

    @Test func sequenceThatNeedsTooMuchMemoryIsRefused() async throws {
        let seen = try await refusal("/decode", #"{"input":"cab","num_beams":32,"max_new_tokens":12}"#)
        #expect(seen.status == 413)
        #expect(seen.code == "work_too_large")
        #expect(seen.message?.contains("max_working_bytes") == true)
        let small = try await Self.service.get().post("/decode", #"{"input":"cab","num_beams":1,"max_new_tokens":4}"#)
        #expect(small["outputs"]?.count == 1)
    }

    @Test func textFarBeyondTheLimitIsNotCutIntoTokens() async throws {
        let long = String(repeating: "a", count: 20_000)
        for path in ["/encode", "/decode"] {
            for body in [#"{"input":"\#(long)"}"#, #"{"input":"\#(long)","overflow":"truncate"}"#] {
                let seen = try await refusal(path, body)
                #expect(seen.status == 422)
                #expect(seen.code == "text_too_long")
                #expect(seen.param == "input")
            }
        }
        let target = try await refusal("/decode", #"{"input":["a"],"target":["\#(long)"]}"#)
        #expect(target.code == "text_too_long")
        #expect(target.param == "target[0]")
        let megabyte = String(repeating: " ", count: 1 << 20)
        let tokenized = try await refusal("/tokenize", #"{"input":["a","a\#(megabyte)"]}"#)
        #expect(tokenized.code == "text_too_long")
        #expect(tokenized.param == "input[1]")
    }

    @Test func repliesOfTokensAreBounded() async throws {
        let text = try await refusal("/tokenize", #"{"input":"\#(String(repeating: "a", count: 50))"}"#)
        #expect(text.status == 413)
        #expect(text.code == "response_too_large")
        let ids = try await refusal("/detokenize", #"{"input":[\#(repeated("7", 50))]}"#)
        #expect(ids.status == 413)
        #expect(ids.code == "response_too_large")
    }

    @Test func badWordsAreBounded() async throws {
        let seen = try await refusal("/decode", #"{"input":"a","bad_words":[\#(repeated("\"B\"", 1025))]}"#)
        #expect(seen.status == 422)
        #expect(seen.param == "bad_words")
    }
}

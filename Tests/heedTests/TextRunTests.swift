import ArgumentParser
import Glibc
import JSON
import Synchronization
import Tasks
import Testing

@testable import Service
@testable import heed

@Suite struct TextRunTests {
    /// What was asked, shown and complained of.
    private final class Record {
        var requests: [[String]] = []
        var shown: [String] = []
        var complaints: [String] = []
    }

    /// A run whose service echoes, knows no "x", takes no text above five bytes, and fails as a whole over "stop".
    private func run(_ record: Record, atOnce: Int = 3) -> TextRun {
        var run = TextRun(
            post: { texts in
                record.requests.append(texts)
                return Self.reply(texts)
            }, mostAtOnce: atOnce, show: { record.shown.append($0["text"]?.string ?? "") })
        run.complain = { record.complaints.append($0) }
        return run
    }

    private static func reply(_ texts: [String]) -> LocalReply {
        if texts.contains("stop") {
            let error = #"{"error": {"code": "out_of_range", "param": "num_beams", "message": "num_beams must be 1"}}"#
            return LocalReply(status: 422, body: Array(error.utf8))
        }
        if let place = texts.firstIndex(where: { $0.utf8.count > 5 }) {
            let name = "input[\(place)]"
            let error =
                #"{"error": {"code": "input_too_long", "param": "\#(name)", "message": "\#(name) has 6 tokens; the limit is 5. "#
                + #"Shorten it, or send \"overflow\": \"truncate\"."}}"#
            return LocalReply(status: 422, body: Array(error.utf8))
        }
        let outputs = texts.map { #"{"text": "\#($0)"\#($0 == "x" ? #", "unknown_tokens": 1"# : "")}"# }
        return LocalReply(status: 200, body: Array(#"{"outputs": [\#(outputs.joined(separator: ","))]}"#.utf8))
    }

    /// A pipe that holds all bytes, and has ended.
    private func pipe(_ bytes: [UInt8]) throws -> Int32 {
        var ends: [Int32] = [0, 0]
        try #require(Glibc.pipe(&ends) == 0)
        #expect(Console.write(bytes, to: ends[1]) == 0)
        close(ends[1])
        return ends[0]
    }

    @Test func textInErrorLosesNoOther() throws {
        let record = Record()
        let input = try pipe(Array("a\nb\nmuch too long\nc\n".utf8) + [0xFF, 0x0A] + Array("x\nd".utf8))
        #expect(throws: ExitCode.failure) { try run(record).run([], orLinesOf: input) }
        #expect(record.shown == ["a", "b", "c", "x", "d"])
        #expect(
            record.complaints == [
                "line 3: the text has 6 tokens; the limit is 5. Shorten it, or use --truncate.",
                "line 5 is not UTF-8 text", "line 6 has 1 token that the model does not know",
            ])
    }

    @Test func textsGoTogetherUpToTheLimit() throws {
        let record = Record()
        try run(record).run(["a", "b", "c", "d"])
        #expect(record.requests == [["a", "b", "c"], ["d"]])
        #expect(record.shown == ["a", "b", "c", "d"])
        #expect(throws: ExitCode.failure) { try run(record).run(["too long"]) }
        #expect(record.complaints.last?.hasPrefix("text 1: the text has 6 tokens") == true)
    }

    @Test func whatIsReadIsAnsweredBeforeMoreComes() throws {
        var ends: [Int32] = [0, 0]
        try #require(Glibc.pipe(&ends) == 0)
        let (reading, writing) = (ends[0], ends[1])
        var shown: [String] = []
        #expect(Console.write(Array("a\n".utf8), to: writing) == 0)
        let run = TextRun(post: { Self.reply($0) }, mostAtOnce: 32) { output in
            shown.append(output["text"]?.string ?? "")
            // The next line is written once this one is answered: who waited for more would wait for ever.
            if shown.count < 3 { _ = Console.write(Array("b\n".utf8), to: writing) } else { close(writing) }
        }
        try run.run([], orLinesOf: reading)
        #expect(shown == ["a", "b", "b"])
    }

    @Test func errorOfEveryTextIsToldOnce() throws {
        let record = Record()
        let error = #expect(throws: Failure.self) { try run(record).run(["a", "stop", "b", "c"]) }
        #expect(error?.message == "--num-beams must be 1")
    }

    @Test func closedInputIsAnError() {
        #expect(throws: Failure.self) { try run(Record()).run([], orLinesOf: -1) }
    }

    @Test(arguments: [
        (
            "attention.layers[0] must be an integer from -2 to 1 (the cross map has 2), not 5.",
            "--layer must be an integer"
        ),
        ("attention.heads[0] must be 1.", "--head must be 1."),
        ("pooling must be one of \"none\", not \"x\".", "--pooling must be one of"),
        (
            "normalize scales an embedding, and pooling \"none\" returns none.",
            "--normalize scales an embedding, and --pooling none"
        ),
        ("Model \"m\": this model has no tokenizer files; send token ids.", "heed serve takes token ids"),
        ("The model \"m\" has an encoder only; it cannot decode. Use /encode.", "Use heed encode."),
    ])
    func messagesAdviseOptions(message: String, beginning: String) {
        let text = TextRun.inWordsOfTheCommandLine(message)
        #expect(text.contains(beginning))
        #expect(!text.contains("attention.") && !text.contains("send "))
    }

    @Test func messagesOfLargeRepliesAdviseNoFieldsOfRequests() {
        let error = ServiceError.responseTooLarge(
            param: "attention", bytes: 2, limit: 1,
            remedy:
                "Ask for fewer attention.maps, attention.layers or attention.heads, for fewer inputs or sequences, or for a smaller "
                + "max_new_tokens. In bytes, with other fields of attention: \"encoding\": \"base64\": about 1.")
        for message in [ErrorReply(error).message, ErrorReply(.task(.workTooLarge(bytes: 2, limit: 1))).message] {
            let text = TextRun.inWordsOfTheCommandLine(message)
            #expect(text.contains("--layer") && text.contains("--max-new-tokens"))
            for field in ["attention.", "encoding", "maps", "max_new", "Send"] {
                #expect(!text.contains(field), "\(text)")
            }
        }
    }
}

import HTTP
import Tasks
import Testing

@testable import Service

/// All text of a request has a limit, and between two texts a request can end.
struct TextBudgetTests {
    private static let service = Result { try TestService { $0.maxResponseBytes = 1 << 30 } }
    private static let half = String(repeating: "a", count: TextBudget.maxBytes / 8)

    private func texts(_ count: Int) -> String {
        Array(repeating: "\"\(Self.half)\"", count: count).joined(separator: ",")
    }

    @Test func allTextsOfARequestTogetherAreBounded() async throws {
        let seen = try await Self.service.get().error("/tokenize", "{\"input\":[\(texts(8)),\"b\"]}")
        #expect(seen.status == 422)
        #expect(seen.code == "too_much_text")
        #expect(seen.param == "input[8]")
        #expect(seen.message?.contains("\(TextBudget.maxBytes)") == true)
    }

    /// 1,024 words of 4 KiB are exactly the limit, to which the input adds a byte.
    @Test func textsOfAllFieldsCount() async throws {
        let word = "\"\(String(repeating: "a", count: 4096))\""
        let words = Array(repeating: word, count: 1024).joined(separator: ",")
        let seen = try await Self.service.get().error("/decode", "{\"input\":\"b\",\"bad_words\":[\(words)]}")
        #expect(seen.code == "too_much_text")
        #expect(seen.param == "bad_words[1023]")
    }

    @Test(arguments: ["/encode", "/decode", "/tokenize", "/detokenize"])
    func deadlineHoldsBetweenTexts(path: String) async throws {
        let service = try TestService { $0.requestDeadline = 1e-9 }
        let input = path == "/detokenize" ? "[[5],[6]]" : #"["a","b"]"#
        let seen = try await service.error(path, "{\"input\":\(input)}")
        #expect(seen.status == 504)
        #expect(seen.code == "deadline_exceeded")
    }

    @Test func requestOfAClientThatHasGoneEndsAtTheNextText() async throws {
        let budget = TextBudget(Deadline(instant: .now + .seconds(600), seconds: 600))
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await budget.pause()
        }
        await #expect(throws: Problem.cancelled) { try await task.value }
    }
}

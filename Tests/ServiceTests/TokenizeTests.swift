import JSON
import Testing

@testable import Service

struct TokenizeTests {
    private static let service = Result { try TestService() }

    @Test func tokensHaveIdsTextsAndOffsets() async throws {
        let reply = try await Self.service.get().post("/tokenize", #"{"input":["cab","a"]}"#)
        #expect(reply.keys == ["model", "outputs"])
        #expect(reply["outputs"]?[0]?.keys == ["index", "tokens"])
        #expect(
            reply["outputs"]?[0]?["tokens"]?[2]?.text == #"{"id":7,"text":"b","start":2,"end":3,"special":false}"#)
        #expect(reply["outputs"]?[1]?["index"]?.integer == 1)
        #expect(reply["outputs"]?[1]?["tokens"]?.count == 2)
    }

    @Test func specialTokensAndSideAreTheClientsChoice() async throws {
        let reply = try await Self.service.get().post(
            "/tokenize", #"{"input":"K AE B","side":"target","add_special_tokens":false}"#)
        #expect(reply["outputs"]?[0]?["tokens"]?.elements?.map { $0["text"]?.string } == ["K", "AE", "B"])
    }

    @Test func idsBecomeTextWithOffsets() async throws {
        let reply = try await Self.service.get().post("/detokenize", #"{"input":[7,20,3,0]}"#)
        let output = try #require(reply["outputs"]?[0])
        #expect(output.keys == ["index", "text", "tokens"])
        #expect(output["text"]?.string == "K AE B")
        #expect(output["tokens"]?[1]?.text == #"{"id":20,"text":"AE","start":2,"end":4,"special":false}"#)
    }

    @Test func detokenizeUndoesTokenize() async throws {
        let reply = try await Self.service.get().post("/detokenize", #"{"input":[[6],[8,6,7,0]],"side":"source"}"#)
        #expect(reply["outputs"]?[0]?["text"]?.string == "a")
        #expect(reply["outputs"]?[1]?["text"]?.string == "cab")
    }
}

import JSON
import Testing

@testable import heed

struct AlignmentTextTests {
    private func text(_ json: String) throws -> AlignmentText {
        AlignmentText(try JSONDocument(parsing: Array(json.utf8)).root)
    }

    @Test func linksAreLines() throws {
        let found = try text(
            #"{"source": [{"text": "chat"}, {"text": null}], "target": [{"text": "the"}, {"text": "\u732b"}],"#
                + #""links": [{"source": 1, "target": 0, "score": 0.4321, "weak": true}, {"source": 0, "target": 1, "score": 1}],"#
                + #""pharaoh": "1-0 0-1"}"#)
        #expect(found.lines == ["the  ← ?  0.43, weak", "猫   ← chat  1.0"])
        #expect(found.pharaoh == "1-0 0-1")
    }

    @Test func nothingIsControlledByATextOrAPlaceThatIsNotThere() throws {
        let found = try text(
            #"{"source": [{"text": "a\u001bb"}], "target": [{"text": "x"}],"#
                + #""links": [{"source": 0, "target": 0, "score": 0.5}, {"source": 9, "target": 0, "score": 0.5}]}"#)
        #expect(found.lines == ["x  ← a·b  0.50"])
    }

    @Test func optionsThatDoNothingAreRefused() {
        #expect(throws: (any Error).self) { try Decode.parse(["x", "--unit", "tokens"]) }
        #expect(throws: (any Error).self) { try Decode.parse(["x", "--align", "--pharaoh"]) }
        #expect(throws: Never.self) { try Decode.parse(["x", "--align", "--unit", "tokens"]) }
    }
}

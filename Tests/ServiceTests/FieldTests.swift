import Decoding
import JSON
import Tasks
import TestSupport
import Testing

@testable import Service

struct FieldTests {
    @Test func nearNameIsSuggestedAndAFarOneIsNot() {
        #expect(Spelling.hint("num_beam", ["num_beams", "seed"]) == "Did you mean num_beams?")
        #expect(Spelling.hint("zzzzzzzz", ["num_beams", "seed"]) == "Known here: num_beams, seed.")
        #expect(Spelling.hint("ids", ["side", "input"]) == "Known here: side, input.")
        #expect(Spelling.hint("sed", ["num_beams", "seed"]) == "Did you mean seed?")
    }

    @Test(arguments: [("", "", 0), ("a", "", 1), ("kitten", "sitting", 3), ("abc", "abc", 0), ("abc", "acb", 2)])
    func distanceCountsEdits(first: String, second: String, edits: Int) {
        #expect(Spelling.distance(first, second) == edits)
    }

    private static let tables: [[any FieldDeclaration]] = [
        EncodeRequest.Fields.all, DecodeRequest.Fields.all, KernelRequest.Fields.all, TokenizeRequest.Fields.all,
        DetokenizeRequest.Fields.all, AttentionRequest.Fields.all,
    ]

    @Test func everyFieldIsDocumentedOnce() {
        for table in Self.tables {
            #expect(Set(table.map(\.name)).count == table.count)
            #expect(table.allSatisfy { !$0.documentation.isEmpty && $0.documentation.hasSuffix(".") })
        }
    }

    @Test func everyFieldIsInTheDescriptionOfTheInterface() throws {
        let page = try Fixtures.repositoryText("docs/api.md")
        for field in Self.tables.joined() { #expect(page.contains("`\(field.name)`"), "\(field.name)") }
        for field in Projections.Fields.all + Projections.Fields.layer {
            #expect(page.contains("`\(field.name)`") || page.contains("\"\(field.name)\""), "\(field.name)")
        }
    }

    @Test func expectationsReadAsSentences() {
        #expect(Schema.integer(1...64).expectation == "an integer from 1 to 64")
        #expect(Schema.integer(0 ... .max).expectation == "an integer of at least 0")
        #expect(Schema.number(.positive).expectation == "a number above 0")
        #expect(Schema.number(NumberRange(lower: 0, upper: 1)).expectation == "a number of at least 0 and at most 1")
        #expect(Schema.choice(["a", "b"]).expectation == "one of \"a\", \"b\"")
        #expect(Schema.choice(["a"]).expectation == "\"a\"")
        #expect(Schema.array(of: .array(of: .string)).expectation == "a list of lists of strings")
    }

    @Test(arguments: [
        ("/encode", #"{"input":5}"#, "input must be text, a list of texts, token ids, or a list of id lists, not 5."),
        ("/decode", "{}", "input is missing; it must be text, a list of texts, token ids, or a list of id lists."),
        ("/decode", #"{"input":[true]}"#, "input[0] must be a text, a token id, or a list of token ids, not true."),
        ("/decode", #"{"input":[[1],2]}"#, "input[1] must be a list of token ids, not 2."),
        (
            "/decode", #"{"input":"a","bad_words":1}"#,
            "bad_words must be a list of texts, or a list of id lists, not 1."
        ),
        ("/tokenize", #"{"input":5}"#, "input must be text, or a list of texts, not 5."),
        ("/detokenize", #"{"input":5}"#, "input must be token ids, or a list of id lists, not 5."),
        (
            "/decode", #"{"input":"a","attention":{"heads":1}}"#,
            "attention.heads must be \"all\", or a list of indices, not 1."
        ),
        (
            "/attention", #"{"queries":1,"keys":[[1]],"values":[[1]]}"#,
            "queries must be a matrix (a list of rows of numbers), or a list with one for each head, not 1."
        ),
    ])
    func wrongTypesAreToldInFewWords(path: String, body: String, message: String) async throws {
        #expect(try await TestService().error(path, body).message == message)
    }
}

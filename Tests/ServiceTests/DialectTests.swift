import HTTP
import Tasks
import Testing

@testable import Service

struct DialectTests {
    /// Has names for inputs and models only.
    private static let other = Dialect(
        name: "other", prefixes: ["/v9", "/v9/deep/er"], endpoints: [],
        field: { part in
            switch part {
            case .input: "inputs"
            case .model: "model_id"
            default: nil
            }
        }, advice: { $0 == .noDecoder ? "Use another." : nil },
        errors: ErrorShape(name: "Other", writer: ValueWriter(.string) { $1.value($0.message) }))

    private static let third = Dialect(
        name: "third", prefixes: ["/v9/deep"], endpoints: [], field: { _ in nil }, advice: { _ in nil },
        errors: ErrorShape(name: "Third", writer: ValueWriter(.string) { $1.value($0.code) }))

    @Test(arguments: [
        ("/v9", "other"), ("/v9/", "other"), ("/v9/x", "other"), ("/v90", "heed"), ("/v9/deep", "third"),
        ("/v9/deep/er/x", "other"), ("/v9/deeper", "other"), ("/encode", "heed"), ("/", "heed"), ("*", "heed"),
    ])
    func longestPrefixDecides(path: String, name: String) {
        #expect(Dialect.of(path: path, among: [.heed, Self.other, Self.third]).name == name)
    }

    @Test func placesAreNamedAsTheDialectHasThem() {
        let place = Place(.input, item: 2, token: 7)
        #expect(Dialect.heed.path(place) == "input[2][7]")
        #expect(Self.other.path(place) == "inputs[2][7]")
        #expect(Dialect.heed.path(Place(.attentionLayers, item: 0)) == "attention.layers[0]")
        #expect(Dialect.heed.path(Place(.projection(.output))) == "projections.output.weight")
        #expect(Self.other.path(Place(.targetLanguage)) == nil)
    }

    @Test func sentencesSpeakOfWhatTheDialectHas() {
        let problem = Problem(
            .inputTooLong, Place(.input, item: 1),
            "\(Place(.input, item: 1)) is long. Shorten it\(orSending: .overflow, as: "\"truncate\""), and look at \(.targetLanguage)."
        )
        let (own, other) = (ErrorReply(.task(problem)), ErrorReply(.task(problem), Self.other))
        #expect(own.param == "input[1]" && other.param == "inputs[1]")
        #expect(
            own.message
                == "input[1] is long. Shorten it, or send \"overflow\": \"truncate\", and look at target_language.")
        #expect(other.message == "inputs[1] is long. Shorten it, and look at the target language.")
    }

    @Test func adviceIsTheDialectsOwn() {
        let problem = Problem(.noDecoder, Place(.model), "It cannot decode.")
        #expect(ErrorReply(.task(problem)).message == "It cannot decode. Use /encode.")
        #expect(ErrorReply(.task(problem), Self.other).message == "It cannot decode. Use another.")
    }
}

import Decoding

/// What values a request field takes: the source of error messages, and of the API description.
indirect enum Schema: Sendable {
    case boolean
    case integer(ClosedRange<Int>)
    case number(NumberRange)
    case string
    case choice([String])
    /// Of at least one element.
    case array(of: Schema)
    case anyOf([Schema])
    case emptyArray
    /// As a value of an array: a field that is null has been left out.
    case null
    /// Another one, which people are told of in these words.
    case named(String, Schema)
    /// An object with fields of its own.
    case object([any FieldDeclaration])

    /// The value in words, to follow "must be": `an integer from 1 to 64`.
    var expectation: String {
        switch self {
        case .boolean: "true or false"
        case .integer(let range): range == .min ... .max ? "an integer" : "an integer \(Schema.words(range))"
        case .number(let range): "a number \(range.words)"
        case .string: "a string"
        case .choice(let names):
            (names.count > 1 ? "one of " : "") + names.map { "\"\($0)\"" }.joined(separator: ", ")
        case .array(let element):
            element.plural.map { "a list of \($0)" } ?? "a list whose elements are each \(element.expectation)"
        case .named(let words, _): words
        case .emptyArray: "an empty array"
        case .null: "null"
        case .anyOf(let schemas): schemas.map(\.expectation).joined(separator: ", or ")
        case .object(let fields): "an object (\(fields.map(\.name).joined(separator: ", ")))"
        }
    }

    /// Several of them in words; nil where that takes a sentence.
    private var plural: String? {
        switch self {
        case .string: "strings"
        case .integer(let range): range == .min ... .max ? "integers" : "integers \(Schema.words(range))"
        case .number(let range): "numbers \(range.words)"
        case .array(let element): element.plural.map { "lists of \($0)" }
        default: nil
        }
    }

    private static func words(_ range: ClosedRange<Int>) -> String {
        range.upperBound == .max ? "of at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
    }
}

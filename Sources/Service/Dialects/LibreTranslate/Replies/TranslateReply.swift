import JSON
import Tasks

/// The reply of `POST /translate`: lists where the request has one.
struct TranslateReply {
    let task: TranslateTask
    let outcome: TranslateOutcome

    fileprivate var texts: OneOrMore<String> { list(outcome.translations.map { $0.first ?? "" }) }
    fileprivate var detected: OneOrMore<DetectedLanguage>? { outcome.detected.map(list) }
    /// nil: not asked for.
    fileprivate var alternatives: OneOrMore<[String]>? {
        task.alternatives > 0 ? list(outcome.translations.map { Array($0.dropFirst()) }) : nil
    }

    /// Bytes of all texts.
    var bytes: Int { outcome.translations.reduce(0) { $0 + $1.reduce(0) { $0 + $1.utf8.count } } }

    private func list<Element>(_ elements: [Element]) -> OneOrMore<Element> {
        OneOrMore(elements: elements, isOne: task.isSingle)
    }
}

/// What stands alone or in a list, as what it answers did.
private struct OneOrMore<Element> {
    let elements: [Element]
    let isOne: Bool
}

extension ValueWriter {
    fileprivate static func oneOrMore<Element>(_ element: ValueWriter<Element>) -> ValueWriter
    where Value == OneOrMore<Element> {
        ValueWriter(.anyOf([element.schema, .array(of: element.schema)])) { value, writer in
            if value.isOne, let only = value.elements.first { return try element.write(only, &writer) }
            try writer.array { writer in for one in value.elements { try element.write(one, &writer) } }
        }
    }
}

extension ValueWriter<TranslateReply> {
    static let translation: ValueWriter = .object([
        ReplyField("translatedText", .oneOrMore(.string), "A list where q is one.") { $0.texts },
        .optional("detectedLanguage", .oneOrMore(.detected), "Where source is auto.") { $0.detected },
        .optional(
            "alternatives", .oneOrMore(.array(of: .string)),
            "Where they are asked for: other translations, the best first."
        ) { $0.alternatives },
    ])
}

extension ValueWriter<DetectedLanguage> {
    static let detected: ValueWriter = .object([
        ReplyField("language", .string) { $0.language.code },
        ReplyField("confidence", .integer, "0 to 100.") { $0.confidence },
    ])
}

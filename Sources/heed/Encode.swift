import ArgumentParser
import JSON

struct Encode: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Encode texts: one line per token, or per text with a pooling; numbers separated by spaces.",
        discussion: "With --show-attention the map of the encoder is drawn in place of the numbers.")

    @Argument(help: "Texts; lines of standard input when there is none.") var texts: [String] = []
    @Option(help: "none, mean, cls or max; the model's own when left out.") var pooling: String?
    @Flag(inversion: .prefixedNo, help: "Scale embeddings to unit length; as the model has it when left out.")
    var normalize: Bool?
    @Option(help: "Language of the texts, for multilingual models.") var sourceLanguage: String?
    @Flag(help: "Cut texts that are longer than the model takes, and say so.") var truncate = false
    @OptionGroup var attention: AttentionOptions
    @OptionGroup var options: LocalOptions

    func run() throws {
        let service = try options.service()
        try TextRun(
            post: { try service.post("/encode", body($0)) }, mostAtOnce: options.textsAtOnce(service),
            showsReplies: options.json, show: show
        ).run(texts)
    }

    private func body(_ texts: [String]) -> JSONWriter {
        var body = JSONWriter()
        body.object { body in
            body.inputs(texts)
            if truncate { body.field("overflow", "truncate") }
            if let pooling { body.field("pooling", pooling) }
            if let normalize { body.field("normalize", normalize) }
            if let sourceLanguage { body.field("source_language", sourceLanguage) }
            attention.write(map: "encoder", to: &body)
        }
        return body
    }

    private func show(_ output: JSONValue) throws {
        if attention.showAttention { return try attention.show(output["attention"], map: "encoder") }
        if let embedding = output["embedding"] { return try Console.say(embedding.numbers) }
        for (token, state) in zip(output.list("tokens"), output.list("hidden_states")) {
            try Console.say("\(token.label)\t\(state.numbers)")
        }
    }
}

extension JSONWriter {
    mutating func inputs(_ texts: [String]) {
        key("input")
        array { writer in for text in texts { writer.value(text) } }
    }
}

extension JSONValue {
    func list(_ key: String) -> [JSONValue] { self[key]?.elements.map(Array.init) ?? [] }

    /// Floats in the form in which they were sent, separated by spaces.
    fileprivate var numbers: String {
        elements.map { $0.map { "\(Float($0.number ?? .nan))" }.joined(separator: " ") } ?? ""
    }

    /// A token's text, or its id where it has none.
    var label: String { self["text"]?.string ?? self["id"]?.integer.map { "\($0)" } ?? "?" }
}

import ArgumentParser
import JSON

struct Decode: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Decode texts: one line of output for each sequence.")

    enum Layers: String, ExpressibleByArgument, CaseIterable { case last, all }

    @Argument(help: "Texts; lines of standard input when there is none.") var texts: [String] = []
    @Option(help: "Beams of the search; the model's own number when left out.") var numBeams: Int?
    @Option(help: "Sequences for each text, with their scores.") var numReturnSequences: Int?
    @Option(help: "Tokens to generate at most.") var maxNewTokens: Int?
    @Option(help: "Language of the texts, for multilingual models.") var sourceLanguage: String?
    @Option(help: "Language to write, for multilingual models.") var targetLanguage: String?
    @Flag(help: "Draw which source tokens each output token attended to (cross-attention).") var showAttention = false
    @Option(help: "The layers that --show-attention averages, with all their heads.") var attentionLayers = Layers.last
    @Flag(help: "Cut texts that are longer than the model takes, and say so.") var truncate = false
    @OptionGroup var options: LocalOptions

    func run() throws {
        let service = try options.service()
        try TextRun(
            post: { try service.post("/decode", body($0)) }, mostAtOnce: options.textsAtOnce(service),
            showsReplies: options.json
        ) { output in
            for sequence in output.list("sequences") { try show(sequence) }
        }.run(texts)
    }

    private func body(_ texts: [String]) -> JSONWriter {
        var body = JSONWriter()
        body.object { body in
            body.inputs(texts)
            if truncate { body.field("overflow", "truncate") }
            if let numBeams { body.field("num_beams", numBeams) }
            if let numReturnSequences { body.field("num_return_sequences", numReturnSequences) }
            if let maxNewTokens { body.field("max_new_tokens", maxNewTokens) }
            if let sourceLanguage { body.field("source_language", sourceLanguage) }
            if let targetLanguage { body.field("target_language", targetLanguage) }
            guard showAttention else { return }
            body.key("attention")
            body.object { attention in
                attention.key("maps")
                attention.array { $0.value("cross") }
                if attentionLayers == .last {
                    attention.key("layers")
                    attention.array { $0.value(-1) }
                }
            }
        }
        return body
    }

    private func show(_ sequence: JSONValue) throws {
        // A model without a tokenizer answers with ids.
        let text =
            sequence["text"]?.string ?? sequence.list("tokens").map(\.label).joined(separator: " ")
        let score = numReturnSequences == nil ? nil : sequence["score"]?.number
        try Console.say(score.map { "\(text)\t\(Float($0))" } ?? text)
        guard showAttention, let map = sequence["attention"]?["cross"] else { return }
        try Console.say(HeatMap(map).drawn(inColor: Console.hasColor))
    }
}

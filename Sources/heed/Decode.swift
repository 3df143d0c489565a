import ArgumentParser
import JSON

struct Decode: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Decode texts: one line of output for each sequence.")

    @Argument(help: "Texts; lines of standard input when there is none.") var texts: [String] = []
    @Option(help: "Beams of the search; the model's own number when left out.") var numBeams: Int?
    @Option(help: "Sequences for each text, with their scores.") var numReturnSequences: Int?
    @Option(help: "Tokens to generate at most.") var maxNewTokens: Int?
    @Option(help: "Language of the texts, for multilingual models.") var sourceLanguage: String?
    @Option(help: "Language to write, for multilingual models.") var targetLanguage: String?
    @Flag(help: "Cut texts that are longer than the model takes, and say so.") var truncate = false
    @Flag(help: "Show which source word each word of the output came from.") var align = false
    @Flag(help: "Instead of texts, print their alignments with the sources: 0-0 1-2.") var pharaoh = false
    @OptionGroup var alignment: AlignmentOptions
    @OptionGroup var attention: AttentionOptions
    @OptionGroup var options: LocalOptions

    func validate() throws {
        guard !align || !pharaoh else { throw ValidationError("--align and --pharaoh show the same: leave one out") }
        guard align || pharaoh || alignment.unit == nil else {
            throw ValidationError("--unit has no effect without --align or --pharaoh")
        }
    }

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
            if align || pharaoh { alignment.write(to: &body) }
            attention.write(map: "cross", to: &body)
        }
        return body
    }

    private func show(_ sequence: JSONValue) throws {
        let aligned = sequence["alignment"].map(AlignmentText.init)
        if pharaoh, let aligned { return try Console.say(aligned.pharaoh) }
        // A model without a tokenizer answers with ids.
        let text =
            sequence["text"]?.string ?? sequence.list("tokens").map(\.label).joined(separator: " ")
        let score = numReturnSequences == nil ? nil : sequence["score"]?.number
        try Console.say(score.map { "\(text)\t\(Float($0))" } ?? text)
        for line in aligned?.lines ?? [] { try Console.say(line) }
        try attention.show(sequence["attention"], map: "cross")
    }
}

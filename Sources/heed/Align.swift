import ArgumentParser
import JSON
import Service

struct Align: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Align pairs of texts: for each the places of source and target words, 0-0 1-2.",
        discussion: "A pair is a source, a tab and its translation.")

    @Argument(help: "Pairs; lines of standard input when there is none.") var pairs: [String] = []
    @Option(help: "Language of the sources, for multilingual models.") var sourceLanguage: String?
    @Option(help: "Language of the translations, for multilingual models.") var targetLanguage: String?
    @OptionGroup var alignment: AlignmentOptions
    @OptionGroup var options: LocalOptions

    func run() throws {
        let service = try options.service()
        try TextRun(
            post: { lines in
                let pairs = lines.compactMap(Pair.init)
                guard pairs.count == lines.count else { return Pair.refusal }
                return try service.post("/decode", body(pairs))
            }, mostAtOnce: options.textsAtOnce(service), showsReplies: options.json
        ) { output in
            for sequence in output.list("sequences") {
                try Console.say(sequence["alignment"].map { AlignmentText($0).pharaoh } ?? "")
            }
        }.run(pairs)
    }

    private func body(_ pairs: [Pair]) -> JSONWriter {
        var body = JSONWriter()
        body.object { body in
            body.inputs(pairs.map(\.source))
            body.key("target")
            body.array { targets in for pair in pairs { targets.value(pair.target) } }
            if let sourceLanguage { body.field("source_language", sourceLanguage) }
            if let targetLanguage { body.field("target_language", targetLanguage) }
            alignment.write(to: &body)
        }
        return body
    }
}

/// A text and its translation.
private struct Pair {
    let source: String
    let target: String

    /// What the service would say of a line that is no pair, if it were asked.
    static let refusal = LocalReply(
        status: 422,
        body: Array(
            #"{"error":{"param":"input","message":"there must be one tab, between a source and its translation"}}"#.utf8
        ))

    init?(_ line: String) {
        let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        (source, target) = (String(parts[0]), String(parts[1]))
    }
}

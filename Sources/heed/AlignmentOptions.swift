import ArgumentParser
import JSON

/// How word alignments are asked for and shown.
struct AlignmentOptions: ParsableArguments {
    enum Unit: String, ExpressibleByArgument, CaseIterable { case words, tokens }

    @Option(help: "What is aligned: words, which it is where there is text, or tokens.") var unit: Unit?

    /// The field `alignment` of a request.
    func write(to body: inout JSONWriter) {
        body.key("alignment")
        body.object { alignment in
            if let unit { alignment.field("unit", unit.rawValue) }
        }
    }
}

/// A reply's `alignment` for a terminal.
struct AlignmentText {
    private let alignment: JSONValue

    init(_ alignment: JSONValue) { self.alignment = alignment }

    /// Source and target of each link: `0-0 1-2`.
    var pharaoh: String { alignment["pharaoh"]?.string ?? "" }

    /// A line for each link: what the output has, where it came from, and how surely.
    var lines: [String] {
        let (source, target) = (alignment.list("source"), alignment.list("target"))
        let links = alignment.list("links").compactMap { link -> (target: String, rest: String)? in
            guard let from = link["source"]?.integer, let to = link["target"]?.integer,
                source.indices.contains(from), target.indices.contains(to)
            else { return nil }
            let score = TerminalText.number(link["score"]?.number ?? 0)
            let weak = link["weak"]?.boolean == true ? ", weak" : ""
            return (Self.text(target[to]), "← \(Self.text(source[from]))  \(score)\(weak)")
        }
        let width = links.map { TerminalText.width($0.target) }.max() ?? 0
        return links.map { TerminalText.padded($0.target, to: width) + "  " + $0.rest }
    }

    private static func text(_ unit: JSONValue) -> String { TerminalText.printable(unit["text"]?.string ?? "?") }
}

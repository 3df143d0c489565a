import JSON
import TestSupport

/// Server-sent events as a client reads them.
struct StreamedReply {
    struct Event {
        let name: String
        let data: JSONValue
    }

    let events: [Event]
    private let documents: [JSONDocument]

    /// - Throws: when an event is not one `event` line, one `data` line and an empty one.
    init(parsing text: String) throws {
        var events: [Event] = []
        var documents: [JSONDocument] = []
        guard text.hasSuffix("\n\n") else { throw UnexpectedReply(text: "no end: \(text.suffix(200))") }
        for block in text.split(separator: "\n\n") where !block.hasPrefix(":") {
            let lines = block.split(separator: "\n", omittingEmptySubsequences: false)
            guard lines.count == 2, lines[0].hasPrefix("event: "), lines[1].hasPrefix("data: ") else {
                throw UnexpectedReply(text: String(block))
            }
            let document = try JSONDocument(parsing: Array(lines[1].dropFirst(6).utf8))
            documents.append(document)
            events.append(Event(name: String(lines[0].dropFirst(7)), data: document.root))
        }
        self.events = events
        self.documents = documents
    }

    var names: [String] { events.map(\.name) }

    /// The data of a sequence's `token` events.
    func tokens(output: Int, sequence: Int) -> [JSONValue] {
        events.filter {
            $0.name == "token" && $0.data["index"]?.integer == output && $0.data["sequence"]?.integer == sequence
        }.map(\.data)
    }
}

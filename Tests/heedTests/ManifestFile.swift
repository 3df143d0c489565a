import JSON
import TestSupport

/// The resources of a file in `config/`, in the part of YAML that `Tools/kubernetes/make.py` writes: blocks of mappings and lists, texts as
/// `|` or as JSON writes them.
struct ManifestFile {
    let resources: [JSONValue]

    init(_ path: String) throws {
        let lines = try Fixtures.repositoryText(path).split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("#") }
        resources = try lines.split { $0 == "---" }.map { lines in
            var reader = Reader(lines: lines.map(String.init))
            return try JSONDocument(parsing: reader.value(indent: 0)).root
        }
    }

    /// All resources of a kind.
    func all(_ kind: String) -> [JSONValue] { resources.filter { $0["kind"]?.string == kind } }

    /// Rewrites YAML as JSON.
    private struct Reader {
        var lines: [String]
        private var position = 0

        init(lines: [String]) { self.lines = lines }

        private var indent: Int? {
            guard position < lines.count, let start = lines[position].firstIndex(where: { $0 != " " }) else {
                return nil
            }
            return lines[position].distance(from: lines[position].startIndex, to: start)
        }

        private var text: Substring { lines[position].drop { $0 == " " } }

        mutating func value(indent wanted: Int) -> String {
            text.hasPrefix("- ")
                ? list(wanted) : text.contains(": ") || text.hasSuffix(":") ? mapping(wanted) : scalar()
        }

        private mutating func scalar() -> String {
            defer { position += 1 }
            return String(text)
        }

        private mutating func list(_ wanted: Int) -> String {
            var items: [String] = []
            while indent == wanted, text.hasPrefix("- ") {
                // What follows the dash stands as if it were on a line of its own.
                lines[position] = String(repeating: " ", count: wanted + 2) + text.dropFirst(2)
                items.append(text.first == "\"" ? scalar() : value(indent: wanted + 2))
            }
            return "[" + items.joined(separator: ",") + "]"
        }

        private mutating func mapping(_ wanted: Int) -> String {
            var members: [String] = []
            while indent == wanted, !text.hasPrefix("- ") {
                let parts = text.split(separator: ":", maxSplits: 1)
                let key = String(parts[0])
                let rest = parts.count > 1 ? parts[1].drop { $0 == " " } : ""
                position += 1
                let content = rest.isEmpty ? value(indent: indent ?? 0) : rest == "|" ? block(wanted + 2) : String(rest)
                members.append("\"\(key)\":\(content)")
            }
            return "{" + members.joined(separator: ",") + "}"
        }

        private mutating func block(_ wanted: Int) -> String {
            var text = ""
            while position < lines.count, lines[position].isEmpty || (indent ?? 0) >= wanted {
                text += lines[position].dropFirst(wanted) + "\n"
                position += 1
            }
            let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
            return "\"\(escaped)\""
        }
    }
}

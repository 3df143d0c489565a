import JSON

/// A file of a model on the Hub.
package struct RepositoryFile: Sendable, Equatable {
    /// Below the repository: "config.json", "1_Pooling/config.json".
    package let path: String
    /// Bytes.
    package let size: Int
    package let content: ContentName

    package init(path: String, size: Int, content: ContentName) {
        self.path = path
        self.size = size
        self.content = content
    }
}

extension RepositoryFile {
    /// Reads an entry of the Hub's list.
    /// - url: of the list, for errors
    init(_ entry: JSONValue, url: String) throws(HubError) {
        guard let path = entry["path"]?.string, Self.isInside(path) else {
            throw .unexpectedReply(
                url: url, reason: "it lists a file without a path that leads into the model: \(entry.summary)")
        }
        let large = entry["lfs"].flatMap { $0.isNull ? nil : $0 }
        guard let size = large?["size"]?.integer ?? entry["size"]?.integer, 0...Self.largestSize ~= size else {
            throw .unexpectedReply(url: url, reason: "it lists \(path) without a size")
        }
        let name = (large?["oid"] ?? entry["oid"])?.string ?? ""
        // Names of contents become names of files.
        guard HubReference.isHexadecimal(name, digits: large == nil ? 40 : 64) else {
            throw .unexpectedReply(url: url, reason: "it lists \(path) without a hash of its content")
        }
        self.init(path: path, size: size, content: large == nil ? .gitSHA1(name) : .sha256(name))
    }

    /// A thousand times what one file has today, and so many that a sum of them is a number.
    private static let largestSize = 1 << 44

    /// Whether a path leads nowhere but below its directory, and is text that a terminal shows.
    static func isInside(_ path: String) -> Bool {
        path.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
            && path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
                !$0.isEmpty && $0 != "." && $0 != ".."
            }
    }
}

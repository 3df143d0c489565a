package import Hub

/// A model on the tests' own Hub.
package struct TestRepository: Sendable {
    package struct File: Sendable {
        package let bytes: [UInt8]
        /// Large files are stored elsewhere, under their SHA-256.
        package let isLarge: Bool
        package let content: ContentName

        package init(_ bytes: [UInt8], isLarge: Bool = false) {
            self.bytes = bytes
            self.isLarge = isLarge
            content = bytes.withUnsafeBytes { bytes in
                var hash = ContentHash(like: isLarge ? .sha256("") : .gitSHA1(""), size: bytes.count)
                hash?.update(bytes)
                return hash?.name() ?? .sha256("")
            }
        }

        package init(_ text: String) { self.init(Array(text.utf8)) }
    }

    package var commit = String(repeating: "1", count: 40)
    /// Names of the commit.
    package var revisions = ["main"]
    package var files: [String: File] = [:]
    /// Who has another one, or none, is told that there is no such model.
    package var token: String?
    /// Nobody has accepted its conditions.
    package var isGated = false

    package init() {}

    package init(_ files: [String: File]) { self.files = files }

    func has(revision: String) -> Bool { revision == commit || revisions.contains(revision) }
}

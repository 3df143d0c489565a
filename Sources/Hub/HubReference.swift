/// A model on the Hub, and which version of it: `ORG/NAME@REVISION`.
package struct HubReference: Sendable, Equatable {
    /// "Helsinki-NLP/opus-mt-en-fr"; the oldest models have no organisation: "t5-small".
    package let repository: String
    /// A branch, a tag or a commit.
    package let revision: String

    package static let defaultRevision = "main"

    /// Reads `ORG/NAME` or `ORG/NAME@REVISION`.
    package init(parsing text: String) throws(HubError) {
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        repository = String(parts[0])
        revision = parts.count > 1 ? String(parts[1]) : Self.defaultRevision
        guard Self.isRepository(repository) else {
            throw .malformedReference(
                text,
                reason:
                    "a model is named ORG/NAME: letters, digits, \"-\", \"_\" and \".\", as in Helsinki-NLP/opus-mt-en-fr"
            )
        }
        guard Self.isRevision(revision) else {
            throw .malformedReference(
                text, reason: "\"\(revision)\" cannot be a revision; it is a branch, a tag or a commit, as in @main")
        }
    }

    /// The model, at its commit, that a directory of the cache is: `…/models--ORG--NAME/snapshots/COMMIT`.
    package init?(snapshot path: String) {
        let parts = path.split(separator: "/").suffix(3).map(String.init)
        let prefix = "models--"
        guard parts.count == 3, parts[0].hasPrefix(prefix), parts[1] == "snapshots", Self.isCommit(parts[2]) else {
            return nil
        }
        let repository = parts[0].dropFirst(prefix.count).replacing("--", with: "/")
        guard let reference = try? HubReference(parsing: "\(repository)@\(parts[2])") else { return nil }
        self = reference
    }

    /// Whether the revision is a whole commit, which never changes.
    package var isCommit: Bool { Self.isCommit(revision) }

    /// The model's name without its organisation.
    package var shortName: String { repository.split(separator: "/").last.map(String.init) ?? repository }

    /// A commit's name, as it is also the name of a directory: 40 hexadecimal digits.
    package static func isCommit(_ text: String) -> Bool { isHexadecimal(text, digits: 40) }

    static func isHexadecimal(_ text: String, digits: Int) -> Bool {
        text.utf8.count == digits
            && text.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }

    /// The rules of the Hub for names.
    private static func isRepository(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count <= 2 && parts.allSatisfy(isName) && !text.contains("--") && !text.contains("..")
            && !text.hasSuffix(".git")
    }

    private static func isName(_ name: Substring) -> Bool {
        guard 1...96 ~= name.utf8.count, let first = name.utf8.first, let last = name.utf8.last else { return false }
        let edges = [UInt8(ascii: "-"), UInt8(ascii: ".")]
        return !edges.contains(first) && !edges.contains(last)
            && name.utf8.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
    }

    /// The rules of git for names of branches and tags, which are also paths of files below `refs`.
    private static func isRevision(_ text: String) -> Bool {
        let components = text.split(separator: "/", omittingEmptySubsequences: false)
        return text.utf8.count <= 200 && !text.contains("..")
            && components.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") && !$0.hasSuffix(".lock") }
            && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && !"~^:?*[\\@".utf8.contains($0) }
    }

    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}

extension HubReference: CustomStringConvertible {
    /// As it was written, without a revision where it is the default.
    package var description: String {
        revision == Self.defaultRevision ? repository : "\(repository)@\(revision)"
    }
}

private import CEmbeddedModel
import Checkpoints
import Glibc
package import Hub

/// Where a model comes from, and the name it is served under.
package struct ModelSource: Sendable, Equatable {
    package enum Place: Sendable, Equatable {
        case embedded
        case path(String)
        /// To be fetched, unless the cache has it.
        case hub(HubReference)

        private static let prefix = "hf:"

        fileprivate static func isOnHub(_ text: String) -> Bool { text.hasPrefix(prefix) }

        /// Of `hf:ORG/NAME[@REVISION]`.
        fileprivate static func reference(_ text: String) throws(Malformed) -> HubReference {
            do {
                return try HubReference(parsing: String(text.dropFirst(prefix.count)))
            } catch {
                throw Malformed("\(error)", isOnHub: true)
            }
        }
    }

    package let name: String
    package let place: Place

    /// The model that heed carries in its executable.
    package static var embedded: ModelSource {
        ModelSource(name: String(cString: heed_embedded_model_name()), place: .embedded)
    }

    /// Reads `NAME=DIRECTORY`, a directory, whose own name the model gets (in the cache of the Hub's tools the repository's), or the
    /// embedded model's name. `hf:ORG/NAME[@REVISION]` may stand for a directory.
    /// - Throws: what is wrong with it, in words that follow the name of the place: "must be …".
    package init(parsing text: String) throws(Malformed) {
        if text == ModelSource.embedded.name {
            self = .embedded
        } else if Place.isOnHub(text) {
            let reference = try Place.reference(text)
            self.init(name: reference.shortName, place: .hub(reference))
        } else if let equals = text.firstIndex(of: "="), !Self.isPath(text[..<equals]) {
            let name = text[..<equals]
            let path = String(text[text.index(after: equals)...])
            guard Self.isName(name) else {
                throw Malformed(
                    "must have a name of letters, digits, \".\", \"_\" and \"-\" before the \"=\", not \"\(name)\"")
            }
            guard !path.isEmpty else {
                throw Malformed("must have a directory behind the \"=\": \(name)=DIRECTORY, not \"\(text)\"")
            }
            self.init(
                name: String(name),
                place: Place.isOnHub(path) ? .hub(try Place.reference(path)) : .path(HomePath.expanded(path)))
        } else {
            guard !text.isEmpty else { throw Malformed("must be NAME=DIRECTORY or a directory, not empty") }
            let path = HomePath.expanded(text)
            let name = Self.name(ofDirectory: path)
            guard Self.isName(name) else {
                let remedy = Self.isName(Self.nameLike(name)) ? Self.nameLike(name) : "NAME"
                throw Malformed(
                    "must give the model a name, since the directory's own has other characters than letters, digits, \".\", "
                        + "\"_\" and \"-\": \"\(remedy)=\(text)\"")
            }
            self.init(name: name, place: .path(path))
        }
    }

    package struct Malformed: Error, CustomStringConvertible {
        package let description: String
        /// What it names is on the Hub, whatever else is wrong.
        package let isOnHub: Bool

        fileprivate init(_ description: String, isOnHub: Bool = false) {
            self.description = description
            self.isOnHub = isOnHub
        }
    }

    package init(name: String, place: Place) {
        self.name = name
        self.place = place
    }

    /// "NAME=" has no slash and no tilde before it.
    private static func isPath(_ text: Substring) -> Bool {
        text.hasPrefix("/") || text.hasPrefix("~") || text.hasPrefix("./") || text.hasPrefix("../")
    }

    /// The last component of a path, without links where it is "." or the like. Of a directory in the cache of the Hub's tools, which
    /// is named after a commit: the model's name.
    private static func name(ofDirectory path: String) -> String {
        func name(_ path: String) -> String {
            HubReference(snapshot: path)?.shortName ?? path.split(separator: "/").last.map(String.init) ?? ""
        }
        let own = name(path)
        guard ["", ".", ".."].contains(own) || HubReference.isCommit(own), let resolved = realpath(path, nil) else {
            return own
        }
        defer { free(resolved) }
        return name(String(cString: resolved))
    }

    private static func isName(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text != "." && text != ".." && text.utf8.allSatisfy(isNameCharacter)
    }

    /// The name with hyphens where it has other characters.
    private static func nameLike(_ name: String) -> String {
        String(decoding: name.utf8.map { isNameCharacter($0) ? $0 : UInt8(ascii: "-") }, as: UTF8.self)
    }

    private static func isNameCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// The models to serve: those of the configuration in their order, then the embedded one unless its name is taken.
    package static func served(configured: [ModelSource]) -> [ModelSource] {
        let embedded = ModelSource.embedded
        let isReplaced = configured.contains { $0.name == embedded.name } || heed_embedded_file_count() == 0
        return configured + (isReplaced ? [] : [embedded])
    }

    func directory() throws(StartupError) -> ModelDirectory {
        switch place {
        case .path(let path):
            do {
                return try ModelDirectory(path: path)
            } catch {
                throw .model(name: name, directory: path, reason: "\(error)")
            }
        case .hub(let reference):
            throw .model(name: name, directory: "hf:\(reference)", reason: "it has not been fetched")
        case .embedded:
            var files: [String: FileBytes] = [:]
            for index in 0..<heed_embedded_file_count() {
                guard let file = heed_embedded_file_at(index)?.pointee, let name = file.name else { continue }
                files[String(cString: name)] = FileBytes(
                    static: UnsafeRawBufferPointer(start: file.bytes, count: file.size))
            }
            return ModelDirectory(label: "embedded \(name)", embedded: files)
        }
    }
}

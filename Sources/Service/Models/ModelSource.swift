private import CEmbeddedModel
import Checkpoints

/// Where a model comes from, and the name it is served under.
package struct ModelSource: Sendable, Equatable {
    package enum Place: Sendable, Equatable {
        case embedded
        case path(String)
    }

    package let name: String
    package let place: Place

    /// The model that heed carries in its executable.
    package static var embedded: ModelSource {
        ModelSource(name: String(cString: heed_embedded_model_name()), place: .embedded)
    }

    /// Reads `NAME=DIRECTORY`.
    /// - Returns: nil when it is not of that form, or the name has characters other than letters, digits, `.`, `_`, `-`.
    package init?(parsing text: String) {
        guard let equals = text.firstIndex(of: "=") else { return nil }
        let name = text[..<equals]
        let path = text[text.index(after: equals)...]
        guard !name.isEmpty, name.utf8.allSatisfy(Self.isNameCharacter), !path.isEmpty else { return nil }
        self.init(name: String(name), place: .path(String(path)))
    }

    package init(name: String, place: Place) {
        self.name = name
        self.place = place
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

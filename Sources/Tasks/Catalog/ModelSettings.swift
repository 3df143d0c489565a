package import Checkpoints
package import JSON
import Transformer

/// What a person who serves a model says of it: in `heed-model.json` in its directory, or in the setting `model_settings`, which counts
/// for more.
package struct ModelSettings: Sendable, Equatable {
    /// How hidden states become an embedding where a task does not say, as sentence-transformers calls it; nil: as the model's own
    /// files say.
    package var pooling: String?

    package static let fileName = "heed-model.json"
    private static let keys = ["pooling"]

    package init() {}

    /// - Throws: what is wrong with it, in words that follow the name of the place.
    package init(_ value: JSONValue) throws(Malformed) {
        guard let members = value.members else { throw Malformed("must be an object, not \(value.summary)") }
        for (key, value) in members {
            switch key {
            case "pooling":
                guard let name = value.string, Pooling.Mode(rawValue: name) != nil else {
                    let names = Pooling.Mode.allCases.map(\.rawValue).joined(separator: ", ")
                    throw Malformed("has a \"pooling\" that must be one of \(names), not \(value.summary)")
                }
                pooling = name
            default:
                throw Malformed("has the key \"\(key.prefix(64))\"; known are \(Self.keys.joined(separator: ", "))")
            }
        }
    }

    /// Those of a directory; without the file, none.
    package init(directory: ModelDirectory) throws {
        guard let document = try directory.document(Self.fileName) else {
            self.init()
            return
        }
        do { try self.init(document.root) } catch { throw Malformed("\(Self.fileName) \(error)") }
    }

    func over(_ other: ModelSettings) -> ModelSettings {
        var settings = other
        if let pooling { settings.pooling = pooling }
        return settings
    }

    package struct Malformed: Error, CustomStringConvertible {
        package let description: String
        fileprivate init(_ description: String) { self.description = description }
    }
}

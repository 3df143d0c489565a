package import Checkpoints
package import JSON
import Transformer

/// What a person who serves a model says of it: in `heed-model.json` in its directory, or in the setting `model_settings`, which counts
/// for more.
package struct ModelSettings: Sendable, Equatable {
    /// How hidden states become an embedding where a task does not say, as sentence-transformers calls it; nil: as the model's own
    /// files say.
    package var pooling: String?
    /// What it translates, in place of what its own files and its name say; nil: as they say.
    package var languages: [Direction]?

    /// From one language into another, each by a code of the model's or another one for it.
    package struct Direction: Sendable, Equatable {
        package let source: String
        package let target: String

        package init(source: String, target: String) {
            self.source = source
            self.target = target
        }
    }

    package static let fileName = "heed-model.json"
    private static let keys = ["languages", "pooling"]

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
            case "languages": languages = try Self.directions(value)
            default:
                throw Malformed("has the key \"\(key.prefix(64))\"; known are \(Self.keys.joined(separator: ", "))")
            }
        }
    }

    private static func directions(_ value: JSONValue) throws(Malformed) -> [Direction] {
        func malformed(_ found: String) -> Malformed {
            Malformed(
                "has \"languages\" that must be pairs, such as [[\"en\", \"fr\"]], of two languages of ISO 639 each, not \(found)"
            )
        }
        guard let elements = value.elements, !elements.isEmpty else { throw malformed(value.summary) }
        var directions: [Direction] = []
        for element in elements {
            let codes = element.elements?.map(\.string) ?? []
            guard codes.count == 2, let source = codes[0], let target = codes[1] else {
                throw malformed(element.summary)
            }
            for code in [source, target] where LanguageTag(code) == nil { throw malformed("\"\(code.prefix(64))\"") }
            directions.append(Direction(source: source, target: target))
        }
        return directions
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
        if let languages { settings.languages = languages }
        return settings
    }

    package struct Malformed: Error, CustomStringConvertible {
        package let description: String
        fileprivate init(_ description: String) { self.description = description }
    }
}

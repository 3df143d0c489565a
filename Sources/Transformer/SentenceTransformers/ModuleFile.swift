import Checkpoints
import JSON

/// A JSON file of a sentence-transformers directory; errors name it and the key.
struct ModuleFile {
    /// As messages name it: "1_Pooling/config.json".
    let label: String
    private let document: JSONDocument

    /// nil when there is no such file.
    /// - label: nil: the name
    init?(_ name: String, in directory: ModelDirectory, label: String? = nil) throws(ModelError) {
        do {
            guard let document = try directory.document(name) else { return nil }
            self.document = document
        } catch {
            throw .checkpoint(error)
        }
        self.label = label ?? name
    }

    var root: JSONValue { document.root }

    func refusal(_ message: String) -> ModelError { .sentenceTransformers(file: label, message: message) }

    /// nil when the key is absent or null.
    func value(_ key: String) -> JSONValue? {
        guard let value = root[key], !value.isNull else { return nil }
        return value
    }

    func flag(_ key: String, default fallback: Bool) throws(ModelError) -> Bool {
        guard let value = value(key) else { return fallback }
        guard let flag = value.boolean else { throw refusal("\"\(key)\" must be true or false, not \(value.summary)") }
        return flag
    }

    func string(_ key: String, default fallback: String) throws(ModelError) -> String {
        guard let value = value(key) else { return fallback }
        guard let string = value.string else { throw refusal("\"\(key)\" must be a string, not \(value.summary)") }
        return string
    }

    /// A size of a layer; nil when the key is absent or null.
    func size(_ key: String) throws(ModelError) -> Int? {
        guard let value = value(key) else { return nil }
        guard let size = value.wholeNumber, 1...Self.largestSize ~= size else {
            throw refusal("\"\(key)\" must be a whole number from 1 to \(Self.largestSize), not \(value.summary)")
        }
        return size
    }

    func requiredSize(_ key: String) throws(ModelError) -> Int {
        guard let size = try size(key) else { throw refusal("\"\(key)\" is missing") }
        return size
    }

    private static let largestSize = 1 << 20
}

extension JSONValue {
    /// An integer, also when it is written as 2.0.
    var wholeNumber: Int? { integer ?? number.flatMap(Int.init(exactly:)) }
}

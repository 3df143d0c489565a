private import Checkpoints
package import JSON

/// Typed access to `config.json`: a key of the wrong type or out of range is an error that names it.
package struct ModelConfiguration: Sendable {
    package let root: JSONValue

    package init(_ root: JSONValue) throws(ModelError) {
        guard root.members != nil else {
            throw .checkpoint(.malformed(file: "config.json", reason: "it is not a JSON object"))
        }
        self.root = root
    }

    /// nil when the key is absent or null, which transformers treats alike.
    package func value(_ key: String) -> JSONValue? {
        guard let value = root[key], !value.isNull else { return nil }
        return value
    }

    package func integer(_ key: String, in range: ClosedRange<Int>, default fallback: Int? = nil) throws(ModelError)
        -> Int
    {
        guard let value = value(key) else {
            guard let fallback else { throw .configuration(key: key, message: "is missing") }
            return fallback
        }
        guard let integer = value.integer else {
            throw .configuration(key: key, message: "must be an integer, not \(value.summary)")
        }
        guard range.contains(integer) else {
            throw .configuration(
                key: key, message: "must be between \(range.lowerBound) and \(range.upperBound), not \(integer)")
        }
        return integer
    }

    package func flag(_ key: String, default fallback: Bool) throws(ModelError) -> Bool {
        guard let value = value(key) else { return fallback }
        guard let flag = value.boolean else {
            throw .configuration(key: key, message: "must be true or false, not \(value.summary)")
        }
        return flag
    }

    package func string(_ key: String, default fallback: String? = nil) throws(ModelError) -> String {
        guard let value = value(key) else {
            guard let fallback else { throw .configuration(key: key, message: "is missing") }
            return fallback
        }
        guard let string = value.string else {
            throw .configuration(key: key, message: "must be a string, not \(value.summary)")
        }
        return string
    }
}

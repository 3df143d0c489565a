private import Checkpoints
package import JSON
package import Tensors

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

    /// A number that configurations may also give under the name that transformers has for it in all families, such as
    /// "hidden_size" for d_model. Where both are there, that one decides, as in transformers.
    package func integer(
        _ key: String, orCommonly common: String, in range: ClosedRange<Int>, default fallback: Int
    ) throws(ModelError) -> Int {
        try integer(value(common) == nil ? key : common, in: range, default: fallback)
    }

    package func number(
        _ key: String, in range: ClosedRange<Double>, default fallback: Double
    ) throws(ModelError) -> Double {
        guard let value = value(key) else { return fallback }
        guard let number = value.number else {
            throw .configuration(key: key, message: "must be a number, not \(value.summary)")
        }
        guard range.contains(number) else {
            throw .configuration(
                key: key, message: "must be between \(range.lowerBound) and \(range.upperBound), not \(number)")
        }
        return number
    }

    /// A key whose value must be false, because what it turns on is not served.
    package func refuse(_ key: String, because reason: String) throws(ModelError) {
        guard try !flag(key, default: false) else { throw .configuration(key: key, message: "is true: \(reason)") }
    }

    /// An activation by the name that transformers gives it.
    package func activation(_ key: String, default fallback: String) throws(ModelError) -> Activation {
        let name = try string(key, default: fallback)
        guard let activation = Activation(huggingFaceName: name) else {
            throw .configuration(key: key, message: "\"\(name)\" is not served; served are \(Activation.servedNames)")
        }
        return activation
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

    /// What it asks for, in any family, and does not get.
    var notices: [String] {
        value("auto_map") == nil
            ? [] : ["config.json: \"auto_map\" names Python code that comes with the model; it is not run"]
    }
}

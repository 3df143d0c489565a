package import Tensors

/// What `config.json` says of weights that `heed quantize` has written:
/// `"quantization_config": {"quant_method": "heed", "dtype": "int8"}`. transformers refuses what it does not know there.
package enum QuantizationMark {
    static let key = "quantization_config"
    static let method = "heed"

    /// How the weights are stored; nil: not by heed.
    static func storedType(_ configuration: ModelConfiguration) throws(ModelError) -> WeightType? {
        guard let mark = configuration.value(key) else { return nil }
        guard let method = mark["quant_method"]?.string, method == Self.method else {
            throw .configuration(
                key: key,
                message:
                    "has the quant_method \(mark["quant_method"]?.summary ?? "null"); only heed's own is read: take the "
                    + "model that was quantised, and heed quantize or --dtype")
        }
        guard let name = mark["dtype"]?.string, let type = WeightType(rawValue: name), type != .float32 else {
            throw .configuration(
                key: key, message: "has the dtype \(mark["dtype"]?.summary ?? "null"), not int8 or bfloat16")
        }
        return type
    }

    /// How weights are to be held.
    /// - asked: nil: as they are stored
    static func heldType(asked: WeightType?, _ configuration: ModelConfiguration) throws(ModelError) -> WeightType {
        let stored = try storedType(configuration)
        guard let asked else { return stored ?? .float32 }
        guard stored != .int8 || asked == .int8 else {
            throw .configuration(
                key: key,
                message:
                    "says that the weights are int8, which cannot be held as \(asked.rawValue): leave dtype at auto, or take "
                    + "the model that was quantised")
        }
        return asked
    }

    /// The document with the mark as its last member.
    /// - document: of a JSON object
    package static func marked(_ document: [UInt8], as type: WeightType) -> [UInt8]? {
        guard let end = document.lastIndex(of: UInt8(ascii: "}")) else { return nil }
        let blank = " \t\r\n".utf8
        guard let last = document[..<end].last(where: { !blank.contains($0) }) else { return nil }
        let separator = last == UInt8(ascii: "{") ? "" : ","
        let member = "\(separator)\n  \"\(key)\": {\"quant_method\": \"\(method)\", \"dtype\": \"\(type.rawValue)\"}\n"
        let kept = document[..<end].reversed().drop { blank.contains($0) }.reversed()
        return Array(kept) + Array(member.utf8) + document[end...]
    }
}

internal import JSON

extension BPE {
    init(_ json: JSONValue, file: String) throws(TokenizerError) {
        if let dropout = json["dropout"], !dropout.isNull, dropout.number != 0 {
            throw .malformed(
                file: file, reason: "model.dropout is \(dropout.summary): it makes tokens random; set it to null")
        }
        var options = Options()
        options.unknownToken = try json.optionalString("unk_token", file: file)
        options.fusesUnknown = try json.modelFlag("fuse_unk", file: file)
        options.fallsBackToBytes = try json.modelFlag("byte_fallback", file: file)
        options.continuingPrefix = try json.optionalString("continuing_subword_prefix", file: file) ?? ""
        options.endOfWordSuffix = try json.optionalString("end_of_word_suffix", file: file) ?? ""
        options.ignoresMerges = try json.modelFlag("ignore_merges", file: file)
        try self.init(
            vocabulary: Vocabulary(json.required("vocab", file: file), name: "model.vocab", file: file),
            merges: Self.merges(json.required("merges", file: file), file: file), options: options, file: file)
    }

    /// Each merge is written as "left right" or as ["left", "right"].
    static func merges(
        _ json: JSONValue, file: String
    ) throws(TokenizerError) -> [(left: String, right: String)] {
        guard let elements = json.elements else {
            throw .malformed(file: file, reason: "model.merges must be a list of pairs of pieces")
        }
        var merges: [(left: String, right: String)] = []
        merges.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            if let line = element.string {
                if isComment(line) { continue }
                guard let merge = merge(line) else {
                    throw .malformed(
                        file: file, reason: "model.merges[\(index)] is \(element.summary), not two pieces and a space")
                }
                merges.append(merge)
            } else if let pair = element.elements, pair.count == 2, let left = pair[0].string,
                let right = pair[1].string
            {
                merges.append((left, right))
            } else {
                throw .malformed(
                    file: file, reason: "model.merges[\(index)] is \(element.summary), not a pair of pieces")
            }
        }
        return merges
    }

    /// Files of merges begin with a line about their version.
    static func isComment(_ line: some StringProtocol) -> Bool { line.utf8.starts(with: "#version".utf8) }

    /// Two pieces with one space between them; nil for anything else.
    static func merge(_ line: some StringProtocol) -> (left: String, right: String)? {
        let parts = line.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        return (String(decoding: parts[0], as: UTF8.self), String(decoding: parts[1], as: UTF8.self))
    }
}

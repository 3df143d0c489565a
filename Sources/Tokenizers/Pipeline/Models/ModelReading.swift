internal import JSON

/// How the "model" object of a tokenizer.json is read.
extension JSONValue {
    /// A member that may be absent or null.
    func optionalString(_ name: String, file: String) throws(TokenizerError) -> String? {
        guard let value = self[name], !value.isNull else { return nil }
        guard let string = value.string else {
            throw .malformed(file: file, reason: "model.\(name) is \(value.summary), not a string")
        }
        return string
    }

    /// False when absent or null.
    func modelFlag(_ name: String, file: String) throws(TokenizerError) -> Bool {
        guard let value = self[name], !value.isNull else { return false }
        guard let flag = value.boolean else {
            throw .malformed(file: file, reason: "model.\(name) is \(value.summary), not true or false")
        }
        return flag
    }

    func required(_ name: String, file: String) throws(TokenizerError) -> JSONValue {
        guard let value = self[name] else { throw .malformed(file: file, reason: "model.\(name) is missing") }
        return value
    }
}

extension Vocabulary {
    /// Reads an object of pieces and ids.
    ///
    /// - allowsSharedIDs: whether several pieces may have one id.
    init(_ object: JSONValue, name: String = "it", file: String, allowsSharedIDs: Bool = false) throws(TokenizerError) {
        guard let members = object.members else {
            throw .malformed(file: file, reason: "\(name) must be an object of pieces and ids")
        }
        self.init()
        for (piece, value) in members {
            guard let id = value.integer, (0...Self.largestID).contains(id) else {
                throw .malformed(
                    file: file,
                    reason: "the id of \"\(piece)\" is \(value.summary), not an integer from 0 to \(Self.largestID)")
            }
            if !allowsSharedIDs, let other = self.piece(of: Int32(id)) {
                throw .malformed(
                    file: file,
                    reason: "\"\(String(decoding: other, as: UTF8.self))\" and \"\(piece)\" have the same id \(id)")
            }
            _ = insert(piece, id: id)
        }
    }

    /// The id of a token that the file names, such as the unknown one.
    func requiredID(of token: String, _ role: String, file: String) throws(TokenizerError) -> Int32 {
        guard let id = id(of: token) else {
            throw .malformed(file: file, reason: "the \(role) token \(token) is missing from the vocabulary")
        }
        return id
    }

    /// Pieces for single bytes, "<0x00>" to "<0xFF>"; -1 where there is none.
    var byteIDs: [Int32] {
        let digits = Array("0123456789ABCDEF".utf8)
        return (0..<256).map { byte in
            let piece = Array("<0x".utf8) + [digits[byte >> 4], digits[byte & 15], UInt8(ascii: ">")]
            return id(of: piece[...]) ?? -1
        }
    }
}

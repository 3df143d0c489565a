internal import JSON

extension Component {
    func model() throws(TokenizerError) -> any SubwordModel {
        switch try modelType() {
        case "WordPiece": return try WordPiece(json, file: file)
        case "BPE": return try BPE(json, file: file)
        case "Unigram": return try Unigram(json, file: file)
        case "WordLevel": return try WordLevel(json, file: file)
        default: throw try unsupported()
        }
    }

    /// Old files do not name the type: it shows in the members, as the reference finds it.
    func modelType() throws(TokenizerError) -> String {
        if let type = optional("type") { return try type.string() }
        if optional("merges") != nil { return "BPE" }
        if optional("vocab")?.json.elements != nil { return "Unigram" }
        return optional("max_input_chars_per_word") == nil ? "WordLevel" : "WordPiece"
    }

    /// The vocabulary of a model alone.
    func pieces() throws(TokenizerError) -> ClassInputs.Pieces {
        let vocabulary = try required("vocab")
        guard let elements = vocabulary.json.elements else {
            let ids = try Vocabulary(vocabulary.json, name: vocabulary.path, file: file)
            guard let merges = optional("merges") else { return .ids(ids) }
            return .merges(ids, try BPE.merges(merges.json, file: file))
        }
        var scores: [(piece: String, score: Double)] = []
        scores.reserveCapacity(elements.count)
        for element in elements {
            guard let pair = element.elements, pair.count == 2, let piece = pair[0].string, let score = pair[1].number
            else { throw vocabulary.malformed("has \(element.summary), not a piece and its score") }
            scores.append((piece, score))
        }
        return .scores(scores)
    }

    /// An entry of `added_tokens`.
    func addedToken() throws(TokenizerError) -> AddedToken {
        AddedToken(
            content: try required("content").string(), isSingleWord: try requiredFlag("single_word"),
            stripsLeft: try requiredFlag("lstrip"), stripsRight: try requiredFlag("rstrip"),
            isNormalized: try requiredFlag("normalized"), isSpecial: try requiredFlag("special"))
    }
}

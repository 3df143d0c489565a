internal import JSON

extension Component {
    /// - depth: how many sequences this may hold in one another.
    func postProcessor(depth: Int = 8) throws(TokenizerError) -> PostProcessor {
        switch try type() {
        case "Sequence":
            guard depth > 0 else { throw malformed("is nested too deeply") }
            var steps: [PostProcessor.Step] = []
            for part in try required("processors").elements() {
                steps.append(contentsOf: try part.postProcessor(depth: depth - 1).steps)
            }
            return PostProcessor(steps: steps)
        case "ByteLevel":
            return PostProcessor(
                trimsRanges: try requiredFlag("trim_offsets") ? try requiredFlag("add_prefix_space") : nil)
        case "BertProcessing":
            return PostProcessor(
                prefix: [try required("cls").specialToken()], suffix: [try required("sep").specialToken()])
        case "RobertaProcessing":
            return PostProcessor(
                prefix: [try required("cls").specialToken()], suffix: [try required("sep").specialToken()],
                textType: 0,
                trimsRanges: try requiredFlag("trim_offsets") ? try requiredFlag("add_prefix_space") : nil)
        case "TemplateProcessing": return try template()
        default: throw try unsupported()
        }
    }

    /// A token is written as `[literal, id]`.
    private func specialToken() throws(TokenizerError) -> PostProcessor.SpecialToken {
        let parts = try elements()
        guard parts.count == 2 else { throw malformed("is \(json.summary), not a token and its id") }
        return PostProcessor.SpecialToken(id: try parts[1].tokenID(), text: try parts[0].string())
    }

    func tokenID() throws(TokenizerError) -> Int32 { Int32(try count(in: 0...Vocabulary.largestID)) }

    /// Special tokens before the text and after it.
    private func template() throws(TokenizerError) -> PostProcessor {
        let tokens = try required("special_tokens")
        guard tokens.json.members != nil else { throw tokens.malformed("is \(tokens.json.summary), not an object") }
        var before: [PostProcessor.SpecialToken] = []
        var after: [PostProcessor.SpecialToken] = []
        /// That of the text; nil before it.
        var textType: Int32?
        let single = try required("single")
        for piece in try single.elements() {
            if let special = piece.optional("SpecialToken") {
                let name = try special.required("id").string()
                guard let token = tokens.optional(name) else {
                    throw special.malformed("names \"\(name)\", which special_tokens lacks")
                }
                let tokens = try token.templateTokens(type: special.tokenType())
                if textType == nil { before += tokens } else { after += tokens }
            } else {
                let sequence = try piece.required("Sequence")
                guard try sequence.required("id").string() == "A", textType == nil else {
                    throw sequence.malformed("is not the one text that can be given")
                }
                textType = try sequence.tokenType()
            }
        }
        guard let textType else { throw single.malformed("has no place for the text") }
        return PostProcessor(prefix: before, suffix: after, textType: textType)
    }

    private func tokenType() throws(TokenizerError) -> Int32 {
        Int32(try optional("type_id")?.count(in: 0...Int(Int32.max)) ?? 0)
    }

    /// What a template calls one token can be several.
    private func templateTokens(type: Int32) throws(TokenizerError) -> [PostProcessor.SpecialToken] {
        let ids = try required("ids").elements()
        let texts = try required("tokens").elements()
        guard ids.count == texts.count else { throw malformed("has \(ids.count) ids for \(texts.count) tokens") }
        var tokens: [PostProcessor.SpecialToken] = []
        for (id, text) in zip(ids, texts) {
            tokens.append(PostProcessor.SpecialToken(id: try id.tokenID(), text: try text.string(), type: type))
        }
        return tokens
    }
}

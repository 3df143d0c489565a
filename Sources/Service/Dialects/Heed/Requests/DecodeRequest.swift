import JSON
import Tasks

/// The body of `POST /decode`.
struct DecodeRequest {
    enum Fields {
        static let badWords = Field(
            "bad_words", optional: .sequenceList,
            "Words, or lists of token ids, that must not occur; added to the model's own. A text means its tokens as a word of its own."
        )
        static let targetPrefix = Field(
            "target_prefix", optional: .sequencesOrNone,
            "What the output must begin with: one text or list of ids for all inputs, or one for each, which may be empty or null."
        )
        static let target = Field(
            "target", optional: .sequences,
            "What to score instead of searching: one text or list of ids for all inputs, or one for each. Text gets its end token."
        )
        static let stop = Field(
            "stop", optional: .stopStrings, "Strings that end the output, once they are in it. They stay in the text.")
        static let topLogprobs = Field(
            "top_logprobs", .integer(0...100), default: 0,
            "The most probable alternatives to report at each position, with their log-probabilities.")
        static let attention = AttentionRequest.field("Attention maps to return: encoder, decoder, cross.")
        static let stream = Field(
            "stream", .boolean, default: false,
            "Send each token as it is chosen, as server-sent events; not with beams or a target.")

        static let all: [any FieldDeclaration] =
            [CommonFields.model, CommonFields.input, CommonFields.overflow] as [any FieldDeclaration] + OptionField.all
            + [
                badWords, targetPrefix, target, LanguageFields.source, LanguageFields.target, stop,
                topLogprobs, attention, AlignmentRequest.field, stream,
            ]
    }

    let task: DecodeTask
    /// Of the maps.
    let format: AttentionFormat

    init(_ body: JSONValue) throws(ServiceError) {
        let read = try FieldReader(body, fields: Fields.all)
        let model = try read(CommonFields.model)
        var task = DecodeTask(model: model, input: try read(CommonFields.input))
        task.overflow = try read(CommonFields.overflow)
        task.languages = try LanguageFields.choice(read)
        task.badWords = try read(Fields.badWords) ?? []
        task.targetPrefix = try read(Fields.targetPrefix)
        task.target = try read(Fields.target)
        task.stop = try read(Fields.stop) ?? []
        task.topLogprobs = try read(Fields.topLogprobs)
        let attention = try read(Fields.attention)
        task.attention = attention?.choice
        format = attention?.format ?? AttentionFormat()
        task.alignment = try read(AlignmentRequest.field)
        task.isStreamed = try read(Fields.stream)
        task.overrides = try OptionField.overrides(in: read)
        try refusing { () throws(Problem) in try task.check() }
        self.task = task
    }
}

extension ValueParser where Value == [String] {
    /// One string or several, none of them empty.
    static let stopStrings = ValueParser(texts.schema) { (value, path) throws(ServiceError) in
        let strings = try texts.parse(value, path)
        guard strings.count <= 16 else {
            throw .invalid(param: path, "\(path) has \(strings.count) strings; at most 16 are allowed.")
        }
        for (index, text) in strings.enumerated() where text.isEmpty {
            let name = value.string != nil ? path : "\(path)[\(index)]"
            throw .invalid(param: name, "\(name) must not be an empty string.")
        }
        return strings
    }
}

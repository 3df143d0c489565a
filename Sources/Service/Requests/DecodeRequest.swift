import Decoding
import JSON

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
                badWords, targetPrefix, target, LanguageRequest.sourceField, LanguageRequest.targetField, stop,
                topLogprobs, attention, stream,
            ]
    }

    let model: String?
    let input: Sequences
    let overflow: Overflow
    let languages: LanguageRequest
    let badWords: [Sequences.Item]
    let targetPrefix: Sequences?
    let target: Sequences?
    let stop: [String]
    let topLogprobs: Int
    let attention: AttentionRequest?
    let streams: Bool
    let overrides: DecodingOverrides

    init(_ body: JSONValue) throws(ServiceError) {
        let read = try FieldReader(body, fields: Fields.all)
        model = try read(CommonFields.model)
        input = try read(CommonFields.input)
        overflow = try read(CommonFields.overflow)
        languages = try LanguageRequest(read)
        badWords = try read(Fields.badWords) ?? []
        targetPrefix = try read(Fields.targetPrefix)
        target = try read(Fields.target)
        stop = try read(Fields.stop) ?? []
        topLogprobs = try read(Fields.topLogprobs)
        attention = try read(Fields.attention)
        streams = try read(Fields.stream)
        overrides = try OptionField.overrides(in: read)
        try refuseTogetherWithTarget()
    }

    private func refuseTogetherWithTarget() throws(ServiceError) {
        guard target != nil else { return }
        let given = [
            (Fields.targetPrefix.name, targetPrefix != nil), (Fields.stop.name, !stop.isEmpty),
            (Fields.badWords.name, !badWords.isEmpty), (Fields.stream.name, streams),
        ]
        for (name, isGiven) in given where isGiven {
            throw .noEffect(param: name, message: Self.uselessWithTarget(name))
        }
    }

    private static func uselessWithTarget(_ name: String) -> String {
        "\(name) has no effect together with target: a target is scored, nothing is searched for."
    }

    /// The model's options with the request's own over them.
    /// - Throws: an option out of range, or one that would have no effect.
    func options(over defaults: DecodingOptions) throws(ServiceError) -> DecodingOptions {
        var options = defaults
        let changed = overrides.apply(to: &options)
        options.topLogprobs = topLogprobs
        if !overrides.contains(.numReturnSequences) { options.holdSequencesToSearch() }
        for option in changed {
            let name = option.field
            if target != nil { throw .noEffect(param: name, message: Self.uselessWithTarget(name)) }
            switch option.request?.need {
            case .sampling where !options.doSample:
                throw .noEffect(
                    param: name, message: "\(name) has no effect without sampling: send \"do_sample\": true.")
            case .beams where options.numBeams == 1:
                throw .noEffect(
                    param: name, message: "\(name) has no effect without beams: send num_beams of 2 or more.")
            case .nothing, .sampling, .beams, nil: break
            }
        }
        if streams, options.numBeams > 1 {
            throw .notAvailable(
                param: Fields.stream.name,
                message: "stream is not available with beams (num_beams is \(options.numBeams)"
                    + (changed.contains { $0.key == DecodingOption.numBeams.key } ? "" : ", the model's own")
                    + "): what is said first may change until the search ends. Send \"num_beams\": 1 with it.")
        }
        return options
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

import Tasks

/// Fields that several requests share.
enum CommonFields {
    static let model = Field(
        "model", optional: .string, "Name of a served model (GET /models); the default model when left out.")

    static let input = Field(
        required: "input", ValueParser<Sequences>.sequences,
        "One text or several, or the same as token ids, which are taken as they are: nothing is added.")

    static let overflow = Field(
        "overflow", .choice, default: Overflow.error,
        "What to do with an input of more tokens than the limit: refuse it, or keep its beginning and say so.")
}

/// The languages that a request names.
enum LanguageFields {
    static let source = Field(
        "source_language", optional: .string,
        "Language of the input, a code of the model's (GET /models); the model's default when left out.")
    static let target = Field(
        "target_language", optional: .string,
        "Language of the output, a code of the model's (GET /models); what its configuration says when left out.")

    /// - read: of a request that has both fields.
    static func choice(_ read: FieldReader) throws(ServiceError) -> LanguageChoice {
        LanguageChoice(source: try read(source), target: try read(target))
    }
}

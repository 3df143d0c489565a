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

/// What is done with an input that is too long.
enum Overflow: String, CaseIterable { case error, truncate }

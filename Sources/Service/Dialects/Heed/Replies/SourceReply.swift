import Tasks

/// What every output begins with: which input it is of, and what that was cut into.
struct SourceReply {
    let index: Int
    let input: PreparedInput
}

extension ReplyField<SourceReply> {
    static let all: [ReplyField] = [
        ReplyField("index", .integer, "Place of the sequence in input.") { $0.index },
        ReplyField("tokens", .array(of: .token)) { $0.input.labels },
        .optional("truncated", .boolean, "There when tokens were cut off.") { $0.input.droppedTokens > 0 ? true : nil },
        .optional("dropped_tokens", .integer, "How many.") {
            $0.input.droppedTokens > 0 ? $0.input.droppedTokens : nil
        },
        ReplyField<Int>.unknownTokens.of { $0.input.unknownTokens },
    ]
}

extension ReplyField<Int> {
    /// Of an output's input.
    static let unknownTokens = ReplyField.optional(
        "unknown_tokens", .integer, "How many of the text's tokens the tokenizer does not know, when there are any."
    ) { $0 > 0 ? $0 : nil }
}

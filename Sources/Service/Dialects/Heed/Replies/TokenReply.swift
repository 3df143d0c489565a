import JSON
import Tasks
import Tokenizers

extension ReplyField<TokenLabel> {
    /// What a token is, and where in its text.
    static let place: [ReplyField] = [
        ReplyField("id", .id) { $0.id },
        ReplyField(
            "text", .nullable(.string), "null when the model has no tokenizer, or the tokenizer no such id."
        ) { $0.text },
        ReplyField(
            "start", .nullable(.integer), "Unicode scalars into the text; null for special tokens and ids."
        ) { $0.range?.lowerBound },
        ReplyField("end", .nullable(.integer)) { $0.range?.upperBound },
    ]

    static let special = ReplyField("special", .boolean) { $0.isSpecial }
}

extension ValueWriter<TokenLabel> {
    static let token: ValueWriter = .object(ReplyField.place, [.special])
}

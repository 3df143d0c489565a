extension ReplyField<String> {
    static let model = ReplyField("model", .string, "The model's name.") { $0 }
}

import Tokenizers

struct TEIToken {
    fileprivate let token: Token
    /// What of the text it stands for; a token that was put around the text, itself.
    fileprivate let text: String

    /// - scalars: of the text that it is of
    init(_ token: Token, in scalars: [Unicode.Scalar]) {
        self.token = token
        text =
            token.range.map { range in
                var view = String.UnicodeScalarView()
                view.append(contentsOf: scalars[range.clamped(to: scalars.indices)])
                return String(view)
            } ?? token.text
    }
}

extension ValueWriter<[[TEIToken]]> {
    static let tokens: ValueWriter = .array(of: .array(of: .token))
}

extension ValueWriter<TEIToken> {
    fileprivate static let token: ValueWriter = .object([
        ReplyField("id", .id) { $0.token.id },
        ReplyField("text", .string) { $0.text },
        ReplyField("special", .boolean) { $0.token.isSpecial },
        ReplyField("start", .nullable(.integer), "Unicode scalars into the text; null for tokens put around it.") {
            $0.token.range?.lowerBound
        },
        ReplyField("stop", .nullable(.integer)) { $0.token.range?.upperBound },
    ])
}

import JSON
import Tasks
import Tokenizers

/// The reply of `POST /tokenize`.
struct TokenizeReply {
    let model: String
    /// Of each text.
    let tokens: [[Token]]
}

extension ValueWriter<TokenizeReply> {
    static let tokenize: ValueWriter = .object([
        ReplyField<String>.model.of { $0.model },
        .list("outputs", of: .output) { reply, write in
            for (index, tokens) in reply.tokens.enumerated() {
                try Task.checkCancellation()
                try write(TokenizeOutput(index: index, tokens: tokens))
            }
        },
    ])
}

struct TokenizeOutput {
    fileprivate let index: Int
    fileprivate let tokens: [Token]
}

extension ValueWriter<TokenizeOutput> {
    fileprivate static let output: ValueWriter = .object([
        ReplyField("index", .integer) { $0.index },
        ReplyField("tokens", .array(of: .token)) { $0.tokens.map(TokenLabel.init) },
        ReplyField<Int>.unknownTokens.of { $0.tokens.count(where: \.isUnknown) },
    ])
}

/// The reply of `POST /detokenize`.
struct DetokenizeReply {
    let model: String
    /// Of each list of ids.
    let texts: [DecodedText]
}

extension ValueWriter<DetokenizeReply> {
    static let detokenize: ValueWriter = .object([
        ReplyField<String>.model.of { $0.model },
        .list("outputs", of: .output) { reply, write in
            for (index, text) in reply.texts.enumerated() {
                try Task.checkCancellation()
                try write(DetokenizeOutput(index: index, decoded: text))
            }
        },
    ])
}

struct DetokenizeOutput {
    fileprivate let index: Int
    fileprivate let decoded: DecodedText
}

extension ValueWriter<DetokenizeOutput> {
    fileprivate static let output: ValueWriter = .object([
        ReplyField("index", .integer) { $0.index },
        ReplyField("text", .string) { $0.decoded.text },
        ReplyField("tokens", .array(of: .token)) { $0.decoded.tokens.map(TokenLabel.init) },
    ])
}

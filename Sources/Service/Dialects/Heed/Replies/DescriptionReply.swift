import JSON
import Tasks
import Transformer

extension ReplyField<ModelDescription> {
    static let stacks: [ReplyField] = [
        ReplyField("encoder", .stack) { $0.encoder },
        ReplyField("decoder", .nullable(.stack)) { $0.decoder },
    ]
}

extension ValueWriter<ModelDescription.Stack> {
    fileprivate static let stack: ValueWriter = .object([
        ReplyField("layers", .integer) { $0.layers },
        ReplyField("heads", .integer) { $0.heads },
        ReplyField("feed_forward_size", .integer) { $0.feedForwardSize },
        ReplyField("vocabulary_size", .integer) { $0.vocabularySize },
        ReplyField("max_positions", .nullable(.integer)) { $0.maxPositions },
    ])
}

extension ValueWriter<EmbeddingOptions> {
    /// What a request to encode without options gets.
    static let encodingDefaults: ValueWriter = .object([
        ReplyField("pooling", .string, "none, or the modes that are concatenated: mean, cls+max.") { $0.pooling.name },
        ReplyField("normalize", .boolean) { $0.normalize },
    ])
}

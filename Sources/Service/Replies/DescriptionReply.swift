import JSON
import Transformer

extension JSONWriter {
    mutating func stacks(of description: ModelDescription) {
        key("encoder")
        stack(description.encoder)
        key("decoder")
        if let decoder = description.decoder { stack(decoder) } else { null() }
    }

    private mutating func stack(_ stack: ModelDescription.Stack) {
        object { writer in
            writer.field("layers", stack.layers)
            writer.field("heads", stack.heads)
            writer.field("feed_forward_size", stack.feedForwardSize)
            writer.field("vocabulary_size", stack.vocabularySize)
            writer.key("max_positions")
            writer.optional(stack.maxPositions)
        }
    }

    /// What a request to encode without options gets.
    mutating func encodingDefaults(_ options: EmbeddingOptions) {
        object { writer in
            writer.field("pooling", options.pooling.name)
            writer.field("normalize", options.normalize)
        }
    }
}

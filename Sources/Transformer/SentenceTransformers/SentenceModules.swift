package import Checkpoints

/// How a sentence-transformers directory makes one embedding of a text: the modules that its `modules.json` lists.
///
/// Format: https://sbert.net/docs/sentence_transformer/usage/custom_models.html. A transformer, then a pooling, then any number of
/// modules that change the embedding; a directory with others is refused.
package struct SentenceModules: Sendable {
    package let transformer: TransformerModule
    package let pooling: PoolingModule
    /// In their order, after the pooling.
    package let embedding: [EmbeddingModule]
    package let prompts: SentencePrompts
    /// What sentence-transformers does besides, and heed does not.
    package let notices: [String]
    private let list: ModuleFile

    /// nil when the directory has no `modules.json`.
    package init?(directory: ModelDirectory) throws(ModelError) {
        guard var modules = try ModuleList(directory: directory) else { return nil }
        list = modules.file
        transformer = try TransformerModule(try modules.take("Transformer"))
        pooling = try PoolingModule(try modules.take("Pooling"))
        var embedding: [EmbeddingModule] = []
        while let step = modules.next() { embedding.append(try EmbeddingModule(step)) }
        self.embedding = embedding
        prompts = try SentencePrompts(directory: directory)
        notices = transformer.notices + prompts.notices
    }

    /// Numbers of an embedding.
    /// - hiddenSize: of the model's hidden states
    package func embeddingSize(hiddenSize: Int) -> Int {
        embedding.compactMap(\.outputSize).last ?? pooling.pooling.modes.count * hiddenSize
    }

    /// Numbers of the weights behind the pooling, which are held as floats.
    package var parameters: Int { embedding.reduce(0) { $0 + $1.parameters } }

    /// Whether the modules fit the model: their sizes, and what of an encoder–decoder is pooled.
    package func check(_ model: ModelDescription) throws(ModelError) {
        if model.decoder != nil, !Self.encodersAlone.contains(model.family) {
            throw list.refusal(
                "of a \(model.family) model sentence-transformers pools what the decoder computes, which is not served")
        }
        var size = pooling.pooling.modes.count * model.hiddenSize
        for module in embedding {
            if let expected = module.inputSize, expected != size {
                throw list.refusal(
                    "module \(module.kind) takes \(expected) numbers, and what comes before it gives \(size)")
            }
            size = module.outputSize ?? size
        }
    }

    /// Encoder–decoders of which sentence-transformers loads the encoder only.
    private static let encodersAlone: Set = ["t5", "mt5", "umt5", "m2m_100", "pegasus", "marian"]
}

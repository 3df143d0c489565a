import Tensors
package import Transformer

/// What a task to encode gets: the model's own, which the task overrides.
package struct EmbeddingOptions {
    package var pooling = Pooling.none
    /// Whether the embedding is scaled to unit length in the end.
    package var normalize = false
    /// What a sentence-transformers directory does with the pooled states before that.
    private(set) var modules: [EmbeddingModule] = []

    init() {}

    /// - directory: of sentence-transformers; nil for others, whose hidden states are the result.
    package init(_ directory: SentenceModules?) {
        guard let directory else { return }
        pooling = directory.pooling.pooling
        modules = directory.embedding
        while let last = modules.last, last.keepsDirection {
            if case .normalize = last { normalize = true }
            modules.removeLast()
        }
    }

    /// Whether the modules take embeddings of one size only.
    var hasSizedModules: Bool { modules.contains { !$0.keepsDirection } }

    /// - hiddenStates: [tokens, hiddenSize], at least one token.
    /// - Returns: [embeddingSize], rounded once from double precision; nil for the pooling `none`.
    func callAsFunction(_ hiddenStates: Tensor) -> [Float]? {
        guard let pooled = pooling(hiddenStates) else { return nil }
        let embedding = modules.reduce(pooled) { $1($0) }
        return (normalize ? embedding.scaledToUnitLength() : embedding).map(Float.init)
    }

    /// Numbers of an embedding.
    /// - hiddenSize: of the model's hidden states
    func size(hiddenSize: Int) -> Int {
        modules.compactMap(\.outputSize).last ?? pooling.modes.count * hiddenSize
    }
}

extension EmbeddingModule {
    /// Whether it changes no more than an embedding's length.
    fileprivate var keepsDirection: Bool {
        switch self {
        case .normalize, .dropout: true
        case .dense, .layerNorm: false
        }
    }
}

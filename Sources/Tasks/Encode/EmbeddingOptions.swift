import Tensors
package import Transformer

/// What a task to encode gets: the model's own, which the task overrides.
package struct EmbeddingOptions {
    package var pooling = Pooling.none
    /// Whether the embedding is scaled to unit length in the end.
    package var normalize = false
    /// Numbers that are kept, the first ones; nil: all.
    var dimensions: Int?
    /// Whether a prompt's tokens are pooled with the others.
    private var includesPrompt = true
    /// What a sentence-transformers directory does with the pooled states before that.
    private(set) var modules: [EmbeddingModule] = []

    /// - settings: of whoever serves the model, who may choose another pooling
    package init(_ directory: SentenceModules?, _ settings: ModelSettings) throws(SettingConflict) {
        self.init(directory)
        guard let mode = settings.pooling.flatMap(Pooling.Mode.init) else { return }
        guard takes(Pooling(mode)) else { throw SettingConflict(pooling: mode.rawValue, own: pooling.name) }
        pooling = Pooling(mode)
    }

    /// - directory: of sentence-transformers; nil for others, whose hidden states are the result.
    package init(_ directory: SentenceModules?) {
        guard let directory else { return }
        pooling = directory.pooling.pooling
        includesPrompt = directory.pooling.includesPrompt
        modules = directory.embedding
        while let last = modules.last, last.keepsDirection {
            if case .normalize = last { normalize = true }
            modules.removeLast()
        }
    }

    /// Whether a pooling may take the place of this one: modules may take embeddings of one size only.
    func takes(_ other: Pooling) -> Bool {
        other == .none || modules.allSatisfy(\.keepsDirection) || other.modes.count == pooling.modes.count
    }

    /// Whether the pooling begins behind a prompt.
    var leavesOutPrompt: Bool { pooling != .none && !includesPrompt }

    /// - hiddenStates: [tokens, hiddenSize]
    /// - first: the first token that is pooled; there is one
    /// - Returns: [embeddingSize], rounded once from double precision; nil for the pooling `none`.
    func callAsFunction(_ hiddenStates: Tensor, from first: Int) -> [Float]? {
        guard let pooled = pooling(hiddenStates, from: first) else { return nil }
        var embedding = modules.reduce(pooled) { $1($0) }
        if let dimensions { embedding.removeLast(max(embedding.count - dimensions, 0)) }
        return (normalize ? embedding.scaledToUnitLength() : embedding).map(Float.init)
    }

    /// Numbers of an embedding.
    /// - hiddenSize: of the model's hidden states
    func size(hiddenSize: Int) -> Int {
        dimensions ?? modules.compactMap(\.outputSize).last ?? pooling.modes.count * hiddenSize
    }
}

/// A pooling that a model cannot have.
package struct SettingConflict: Error, CustomStringConvertible {
    let pooling: String
    /// The model's own.
    let own: String

    package var description: String {
        "the pooling \"\(pooling)\", which its settings ask for, gives an embedding of another size than the modules behind it take, "
            + "which follow \(own)"
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

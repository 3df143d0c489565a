/// What a sentence-transformers directory does with an embedding after its pooling.
package enum EmbeddingModule: Sendable {
    case dense(DenseModule)
    case layerNorm(LayerNormModule)
    /// To unit length.
    case normalize
    /// Of training; it changes nothing.
    case dropout

    /// As its class is called.
    package var kind: String {
        switch self {
        case .dense: "Dense"
        case .layerNorm: "LayerNorm"
        case .normalize: "Normalize"
        case .dropout: "Dropout"
        }
    }

    init(_ step: ModuleList.Step) throws(ModelError) {
        switch step.kind {
        case "Dense": self = .dense(try DenseModule(step))
        case "LayerNorm": self = .layerNorm(try LayerNormModule(step))
        case "Normalize":
            if let file = try step.configuration() { try file.checkFeatures() }
            self = .normalize
        case "Dropout": self = .dropout
        default:
            throw step.list.refusal(
                "module \(step.kind) is not served after Pooling; served are Dense, LayerNorm, Normalize, Dropout")
        }
    }

    /// - embedding: [inputSize]
    package func callAsFunction(_ embedding: [Double]) -> [Double] {
        switch self {
        case .dense(let module): module(embedding)
        case .layerNorm(let module): module(embedding)
        case .normalize: embedding.scaledToUnitLength()
        case .dropout: embedding
        }
    }

    /// Numbers of its weights.
    var parameters: Int {
        switch self {
        case .dense(let module): module.parameters
        case .layerNorm(let module): 2 * module.size
        case .normalize, .dropout: 0
        }
    }

    /// Numbers that it takes; nil: any.
    var inputSize: Int? {
        switch self {
        case .dense(let module): module.inputSize
        case .layerNorm(let module): module.size
        case .normalize, .dropout: nil
        }
    }

    /// Numbers that it gives; nil: as many as it takes.
    package var outputSize: Int? {
        switch self {
        case .dense(let module): module.outputSize
        case .layerNorm, .normalize, .dropout: nil
        }
    }
}

extension [Double] {
    /// Zeros stay zeros, as in torch's `normalize`, which sentence-transformers calls.
    package func scaledToUnitLength() -> [Double] {
        let length = Swift.max(reduce(0) { $0 + $1 * $1 }.squareRoot(), 1e-12)
        return map { $0 / length }
    }
}

extension ModuleFile {
    /// Modules take the embedding and put theirs in its place; others of sentence-transformers' features are not served.
    func checkFeatures() throws(ModelError) {
        for key in ["module_input_name", "module_output_name"] {
            let name = try string(key, default: "sentence_embedding")
            guard name == "sentence_embedding" else {
                throw refusal("\"\(key)\" is \"\(name)\"; served is \"sentence_embedding\"")
            }
        }
    }
}

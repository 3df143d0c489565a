import Tasks
import Transformer

/// A tensor that a model gives.
enum InferOutput: String, CaseIterable {
    // Of encoders.
    case embedding
    case hiddenStates = "last_hidden_state"
    // Of decoders.
    case text, sequences, scores
    case crossAttentions = "cross_attentions"

    static func all(of served: ServedModel) -> [InferOutput] {
        guard served.description.decoder != nil else { return [.embedding, .hiddenStates] }
        return (served.tokenizer == nil ? [] : [.text]) + [.sequences, .scores, .crossAttentions]
    }

    var type: ElementType {
        switch self {
        case .embedding, .hiddenStates, .scores, .crossAttentions: .float32
        case .text: .bytes
        case .sequences: .int64
        }
    }

    /// -1: any number.
    func shape(of served: ServedModel) -> [Int] {
        let hiddenSize = served.description.hiddenSize
        return switch self {
        case .embedding: [-1, served.embeddingSize ?? hiddenSize]
        case .hiddenStates: [-1, -1, hiddenSize]
        case .text, .scores: [-1, -1]
        case .sequences: [-1, -1, -1]
        case .crossAttentions:
            [-1, -1, served.description.decoder?.layers ?? 0, served.description.decoder?.heads ?? 0, -1, -1]
        }
    }

    /// - Throws: a name that the model does not have, or one that is there twice
    static func named(_ requested: [RequestedOutput], of served: ServedModel) throws(ServiceError) -> [InferOutput] {
        let known = all(of: served)
        var outputs: [InferOutput] = []
        for (index, output) in requested.enumerated() {
            let path = "outputs[\(index)].name"
            guard let found = known.first(where: { $0.rawValue == output.name }) else {
                throw .invalid(
                    param: path,
                    "\(path): the model \(served.name) has no output \"\(output.name.prefix(200))\". "
                        + Spelling.hint(output.name, known.map(\.rawValue)))
            }
            guard !outputs.contains(found) else {
                throw .invalid(param: path, "The output \(found.rawValue) is asked for twice.")
            }
            outputs.append(found)
        }
        return outputs
    }
}

import Engine
import Tasks
import Tensors

extension EncodeOutcome {
    /// [rows, size]
    var embeddingTensor: OutputTensor {
        let numbers = embeddings.map { $0 ?? [] }
        return OutputTensor(
            name: InferOutput.embedding.rawValue, shape: [numbers.count, numbers.first?.count ?? 0],
            elements: .floats(Array(numbers.joined())))
    }

    /// [rows, tokens, hiddenSize], filled up with zeros.
    var hiddenStatesTensor: OutputTensor {
        let longest = results.map(\.hiddenStates.shape[0]).max() ?? 0
        let shape = [results.count, longest, results.first?.hiddenStates.shape[1] ?? 0]
        var padded = PaddedElements(shape: shape, filler: Float(0))
        for (row, result) in results.enumerated() {
            let states = result.hiddenStates
            padded.write(states.array(), block: [states.shape[0], states.shape[1]], at: [row])
        }
        return OutputTensor(name: InferOutput.hiddenStates.rawValue, shape: shape, elements: .floats(padded.elements))
    }
}

/// The tensors of what was decoded: rows, and of each its sequences.
struct DecodedTensors {
    let plan: DecodePlan
    let outcome: DecodeOutcome

    private var rows: Int { outcome.results.count }
    private var sequencesEach: Int { plan.sequencesEach }
    private var longest: Int { outcome.lengths.joined().max() ?? 0 }

    func tensor(_ output: InferOutput) -> OutputTensor {
        switch output {
        case .text:
            tensor(output, filler: "") {
                plan.served.describe($0.decoded.tokens, side: .target).text ?? ""
            } elements: {
                .texts($0)
            }
        case .scores:
            tensor(output, filler: Float(0)) {
                $0.decoded.score
            } elements: {
                .floats($0)
            }
        case .sequences: sequences
        case .crossAttentions: crossAttentions
        // Of encoders only.
        case .embedding, .hiddenStates: OutputTensor(name: output.rawValue, shape: [0], elements: .floats([]))
        }
    }

    /// [rows, sequences]
    private func tensor<Element>(
        _ output: InferOutput, filler: Element, of element: (DecodeResult.Sequence) -> Element,
        elements: ([Element]) -> OutputTensor.Elements
    ) -> OutputTensor {
        let shape = [rows, sequencesEach]
        var padded = PaddedElements(shape: shape, filler: filler)
        for (row, result) in outcome.results.enumerated() {
            let found = result.sequences.prefix(sequencesEach).map(element)
            padded.write(found, block: [found.count], at: [row])
        }
        return OutputTensor(name: output.rawValue, shape: shape, elements: elements(padded.elements))
    }

    /// [rows, sequences, tokens], filled up with the id for padding.
    private var sequences: OutputTensor {
        let shape = [rows, sequencesEach, longest]
        let filler = plan.served.paddingID ?? plan.served.decodingDefaults.eosTokens.first ?? 0
        var padded = PaddedElements(shape: shape, filler: Int64(filler))
        for (row, result) in outcome.results.enumerated() {
            for (rank, sequence) in result.sequences.prefix(sequencesEach).enumerated() {
                let ids = sequence.decoded.tokens.map(Int64.init)
                padded.write(ids, block: [ids.count], at: [row, rank])
            }
        }
        return OutputTensor(
            name: InferOutput.sequences.rawValue, shape: shape, elements: .integers(padded.elements))
    }

    /// [rows, sequences, layers, heads, queries, keys], filled up with zeros.
    private var crossAttentions: OutputTensor {
        let maps = outcome.results.map { $0.sequences.prefix(sequencesEach).map(\.cross) }
        let all = maps.joined().compactMap(\.self)
        let shape =
            [rows, sequencesEach, all.first?.layers.count ?? 0, all.first?.heads.count ?? 0]
            + [all.map(\.queryCount).max() ?? 0, all.map(\.keyCount).max() ?? 0]
        var padded = PaddedElements(shape: shape, filler: Float(0))
        for (row, maps) in maps.enumerated() {
            for (rank, map) in maps.enumerated() {
                guard let map else { continue }
                padded.write(
                    map.weights.array(), block: [map.layers.count, map.heads.count, map.queryCount, map.keyCount],
                    at: [row, rank])
            }
        }
        return OutputTensor(
            name: InferOutput.crossAttentions.rawValue, shape: shape, elements: .floats(padded.elements))
    }
}

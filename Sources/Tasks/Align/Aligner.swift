import Engine
import Transformer

/// Reads the alignments of a task's outputs as it wants them.
struct Aligner: Sendable {
    private let choice: AlignmentChoice
    /// Layers and heads of the cross-attention that may count.
    private let readable: AttentionSelection.Selected

    /// - Throws: layers or heads that the model has not
    init(_ choice: AlignmentChoice, _ served: ServedModel, _ decoder: ModelDescription.Stack) throws(Problem) {
        self.choice = choice
        readable = AttentionSelection.Selected(
            layers: try AttentionChoice.resolve(choice.layers, count: decoder.layers, .alignmentLayers, map: .cross),
            heads: try AttentionChoice.resolve(choice.heads, count: decoder.heads, .alignmentHeads, map: .cross))
    }

    var links: AlignmentChoice.Links { choice.links }

    /// What has to be captured.
    /// - wanted: by the client
    func captured(beside wanted: AttentionSelection.Selected?) -> AttentionSelection.Selected {
        guard let wanted else { return readable }
        return AttentionSelection.Selected(
            layers: Set(wanted.layers).union(readable.layers).sorted(),
            heads: Set(wanted.heads).union(readable.heads).sorted())
    }

    /// Others get their turn in between.
    /// - Returns: of each sequence; nil where the task was cancelled before
    func alignments(
        of results: [DecodeResult], _ inputs: [PreparedInput], _ served: ServedModel
    ) async -> [[Alignment?]] {
        var all: [[Alignment?]] = []
        for (input, result) in zip(inputs, results) {
            let special = served.isSpecial(input.labels)
            let source = units(choice.sourceUnit, input.text, input.labels, special)
            var alignments: [Alignment?] = []
            for sequence in result.sequences {
                guard let map = sequence.cross?.selecting(readable) else {
                    alignments.append(nil)
                    continue
                }
                let (text, labels) = served.describe(sequence.decoded.tokens, side: .target)
                alignments.append(
                    await Alignment.read(
                        map, choice, source: source,
                        target: units(choice.targetUnit, text, labels, served.isSpecial(labels)),
                        specialKeys: special))
            }
            all.append(alignments)
        }
        return all
    }

    private func units(
        _ unit: AlignmentChoice.Unit?, _ text: String?, _ labels: [TokenLabel], _ isSpecial: [Bool]
    ) -> AlignedUnits {
        guard let text, unit != .tokens, labels.contains(where: { $0.range != nil }) else {
            return AlignedUnits(kind: .tokens, units: AlignedUnit.tokens(of: labels, isSpecial: isSpecial))
        }
        return AlignedUnits(kind: .words, units: AlignedUnit.words(of: text, labels, isSpecial: isSpecial))
    }
}

import Checkpoints
package import Tensors

/// A transformer with its weights: immutable, shared by all requests.
package final class Model: Sendable {
    package let description: ModelDescription
    package let encoder: Encoder
    /// nil for encoder-only models.
    package let decoder: Decoder?
    package let files: ModelFiles
    /// What was noticed while loading that a person should know (a setting that has no effect, say). For the log.
    package let notices: [String]
    /// How weights are held.
    package let weightType: WeightType
    /// Bytes of the weights as they are held: packed matrices with their scales and biases, tables, norms, positions.
    package let weightBytes: Int

    /// Finds the family in the configuration, reads and packs the weights.
    /// - asked: how weights are to be held; nil: as `heed quantize` has stored them, or else as float32
    package init(_ files: ModelFiles, as asked: WeightType? = nil) throws(ModelError) {
        self.files = files
        let typed = try ModelConfiguration(files.configuration.root)
        weightType = try QuantizationMark.heldType(asked: asked, typed)
        let family = try ModelFamilies.family(of: typed)
        let weights = WeightReader(try files.checkpoint(), packing: weightType)
        let architecture = try family.build(typed, weights: weights)
        encoder = architecture.encoder
        decoder = architecture.decoder
        description = architecture.description
        weightBytes = weights.heldBytes
        let unused = weights.unusedNames.filter { !family.leavesUnread($0) }
        notices =
            architecture.notices + typed.notices
            + (unused.isEmpty
                ? []
                : [
                    (unused.count == 1 ? "1 tensor of the weights is" : "\(unused.count) tensors of the weights are")
                        + " not used: \(unused.prefix(5).joined(separator: ", "))"
                ])
    }
}

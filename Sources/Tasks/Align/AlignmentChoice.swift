/// Which alignment of an output with its source is wanted, and how it is read from the cross-attention.
package struct AlignmentChoice: Sendable, Equatable {
    package enum Unit: String, CaseIterable, Sendable { case words, tokens }

    /// Which row of a map says where a token came from.
    package enum Row: String, CaseIterable, Sendable {
        /// The one that was computed while the token was chosen.
        case predicted
        /// The next one, which read the token as its input.
        case input
    }

    package enum Links: String, CaseIterable, Sendable {
        /// Each target unit's best source.
        case best
        /// Only those that are each other's best.
        case mutual
        /// Every pair at or above the threshold.
        case all
    }

    /// nil: words where there is text.
    package var sourceUnit: Unit?
    package var targetUnit: Unit?
    /// As in `AttentionChoice`; given, they are averaged; nil: one is chosen for each output.
    package var layers: AttentionChoice.Indices = nil
    /// As in `AttentionChoice`; nil: the mean over all.
    package var heads: AttentionChoice.Indices = nil
    /// nil: chosen for each output.
    package var row: Row?
    /// Links below it are left out.
    package var threshold: Float = 0
    package var links = Links.best

    package init() {}
}

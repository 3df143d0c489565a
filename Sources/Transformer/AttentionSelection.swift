/// Which attention maps of a run are wanted.
package struct AttentionSelection: Sendable, Equatable {
    package enum Map: String, Sendable, CaseIterable { case encoder, decoder, cross }

    /// Indices of layers and heads, already resolved: 0..<count, in the order in which they are returned.
    package struct Selected: Sendable, Equatable {
        package var layers: [Int]
        package var heads: [Int]

        package init(layers: [Int], heads: [Int]) {
            self.layers = layers
            self.heads = heads
        }
    }

    /// nil: not wanted.
    package var encoder: Selected?
    package var decoder: Selected?
    package var cross: Selected?

    package static let none = AttentionSelection()

    package init(encoder: Selected? = nil, decoder: Selected? = nil, cross: Selected? = nil) {
        self.encoder = encoder
        self.decoder = decoder
        self.cross = cross
    }
}

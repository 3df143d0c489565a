package import Transformer

/// Which attention maps are wanted, before a model is known.
package struct AttentionChoice: Sendable, Equatable {
    /// Indices as the client gave them; nil: all. Negative ones count from the end.
    package typealias Indices = [Int]?

    /// nil: all that apply.
    package var maps: [AttentionSelection.Map]?
    package var layers: Indices
    package var heads: Indices

    package init(maps: [AttentionSelection.Map]? = nil, layers: Indices = nil, heads: Indices = nil) {
        self.maps = maps
        self.layers = layers
        self.heads = heads
    }

    /// What is selected in a model.
    /// - available: the maps that the task has; a model without a decoder has the encoder's only.
    /// - Throws: a map that does not apply, an index out of range, or one given twice (also as -1 and the last).
    func selection(available: [AttentionSelection.Map], in description: ModelDescription) throws(Problem)
        -> AttentionSelection
    {
        for (position, map) in (maps ?? []).enumerated() where !available.contains(map) {
            let names = available.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            let place = Place(.attentionMaps, item: position)
            throw .invalid(
                place, "\(place): \"\(map.rawValue)\" does not apply here; this route returns \(names).")
        }
        var selection = AttentionSelection()
        for map in maps ?? available {
            // The cross-attention belongs to the decoder's layers.
            let stack = map == .encoder ? description.encoder : description.decoder ?? description.encoder
            let selected = AttentionSelection.Selected(
                layers: try Self.resolve(layers, count: stack.layers, .attentionLayers, map: map),
                heads: try Self.resolve(heads, count: stack.heads, .attentionHeads, map: map))
            switch map {
            case .encoder: selection.encoder = selected
            case .decoder: selection.decoder = selected
            case .cross: selection.cross = selected
            }
        }
        return selection
    }

    /// What indices mean in a model.
    /// - count: layers or heads that there are
    static func resolve(
        _ indices: Indices, count: Int, _ part: Place.Part, map: AttentionSelection.Map
    ) throws(Problem) -> [Int] {
        guard let indices else { return Array(0..<count) }
        var resolved: [Int] = []
        for (position, index) in indices.enumerated() {
            let place = Place(part, item: position)
            guard index >= -count, index < count else {
                throw .outOfRange(
                    place, value: index,
                    expected: "an integer from \(-count) to \(count - 1) (the \(map.rawValue) map has \(count))")
            }
            let resolvedIndex = index < 0 ? index + count : index
            guard !resolved.contains(resolvedIndex) else {
                throw .invalid(place, "\(place) is given twice: \(index) is index \(resolvedIndex) again.")
            }
            resolved.append(resolvedIndex)
        }
        return resolved
    }
}

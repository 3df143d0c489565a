/// Changes a text before it is cut.
protocol Normalizer: Sendable {
    func normalize(_ text: inout AlignedText)
}

struct NormalizerSequence: Normalizer {
    let normalizers: [any Normalizer]

    func normalize(_ text: inout AlignedText) {
        for normalizer in normalizers { normalizer.normalize(&text) }
    }
}

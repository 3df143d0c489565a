/// Cuts a normalized text into words for the model.
protocol PreTokenizer: Sendable {
    func pretokenize(_ text: inout PretokenizedText)
}

struct PreTokenizerSequence: PreTokenizer {
    let preTokenizers: [any PreTokenizer]

    func pretokenize(_ text: inout PretokenizedText) {
        for preTokenizer in preTokenizers { preTokenizer.pretokenize(&text) }
    }
}

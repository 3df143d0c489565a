import Tokenizers

/// The texts of a request's sequences as their tokens come.
struct StreamedTexts {
    private struct Place: Hashable {
        let output: Int
        let sequence: Int
    }

    private let tokenizer: (any Tokenizer)?
    private var streams: [Place: any TextStream] = [:]

    init(of served: ServedModel) { tokenizer = served.tokenizer }

    /// What the token adds to the text of its sequence: all of these together are the text of the whole reply.
    /// - isLast: whether the sequence ends with it.
    /// - Returns: nil without a tokenizer.
    mutating func append(_ id: Int32, isLast: Bool, output: Int, sequence: Int) -> String? {
        guard let tokenizer else { return nil }
        let place = Place(output: output, sequence: sequence)
        var stream = streams[place] ?? tokenizer.textStream(side: .target)
        // An id that the model has and the tokenizer has not adds nothing, as in the whole reply.
        var text = (try? stream.append(id)) ?? ""
        if isLast { text += stream.finish() }
        streams[place] = isLast ? nil : stream
        return text
    }
}

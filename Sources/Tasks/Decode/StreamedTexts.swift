import Tokenizers

/// The texts of a task's sequences as their tokens come.
package struct StreamedTexts {
    private struct Key: Hashable {
        let output: Int
        let sequence: Int
    }

    /// A token as it is chosen.
    package struct Addition: Sendable {
        package let id: Int32
        /// What it adds to the text of its sequence: all of these together are the text of the whole outcome; nil without a tokenizer.
        package let text: String?
        package let logprob: Float
    }

    private let tokenizer: (any Tokenizer)?
    private var streams: [Key: any TextStream] = [:]

    package init(of served: ServedModel) { tokenizer = served.tokenizer }

    package mutating func append(_ arrival: DecodeStream.Arrival) -> [Addition] {
        let key = Key(output: arrival.output, sequence: arrival.sequence)
        let growth = arrival.growth
        var additions: [Addition] = []
        for (position, (id, logprob)) in zip(growth.tokens, growth.logprobs).enumerated() {
            let isLast = growth.isFinished && position == growth.tokens.count - 1
            additions.append(Addition(id: id, text: append(id, isLast: isLast, to: key), logprob: logprob))
        }
        return additions
    }

    /// - isLast: whether the sequence ends with it.
    private mutating func append(_ id: Int32, isLast: Bool, to key: Key) -> String? {
        guard let tokenizer else { return nil }
        var stream = streams[key] ?? tokenizer.textStream(side: .target)
        // An id that the model has and the tokenizer has not adds nothing, as in the whole outcome.
        var text = (try? stream.append(id)) ?? ""
        if isLast { text += stream.finish() }
        streams[key] = isLast ? nil : stream
        return text
    }
}

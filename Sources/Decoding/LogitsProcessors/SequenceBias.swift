/// Adds to the score of a sequence's last token once the others have been said.
struct SequenceBias: LogitsProcessor {
    private var biases: [TokenBias] = []

    /// Of entries for the same tokens the last one counts.
    init(biases: [TokenBias]) {
        var places: [[Int32]: Int] = [:]
        for entry in biases {
            if let place = places[entry.tokens] {
                self.biases[place] = entry
            } else {
                places[entry.tokens] = self.biases.count
                self.biases.append(entry)
            }
        }
    }

    func process(_ scores: inout Scores, history: [Int32]) {
        var sums: [Int32: Float] = [:]
        for entry in biases {
            guard let last = entry.tokens.last, entry.tokens.count <= history.count + 1 else { continue }
            if history.suffix(entry.tokens.count - 1).elementsEqual(entry.tokens.dropLast()) {
                sums[last] = ((sums[last] ?? 0) + entry.bias).heldFinite
            }
        }
        for (token, bias) in sums where scores[token].isFinite {
            scores[token] = (scores[token] + bias).heldFinite
        }
    }
}

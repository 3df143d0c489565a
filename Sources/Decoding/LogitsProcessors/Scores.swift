import Glibc
import Tensors

/// One row of scores that processors change, and the way back to what the model said.
///
/// Most processors touch a few tokens, whose first values are noted; those that touch the whole row have it copied before.
struct Scores {
    /// [vocabularySize], a view of the row itself.
    private let row: Tensor
    /// Values before the first change, in the order of the changes. The first has its own place: often it is the only one.
    private var firstChanged: (token: Int, value: Float)?
    private var changed: [(token: Int, value: Float)] = []
    /// The row as it was before the first change to all of it.
    private var snapshot: Tensor?
    /// Whether an end token that is not what would have been chosen has been forced, because the length limit is reached.
    var isCutOff = false

    /// - logits: [rows, vocabularySize]
    init(_ logits: Tensor, row: Int) {
        self.row = logits.rows(row..<row + 1).reshaped(Shape(logits.shape[1]))
    }

    var vocabularySize: Int { row.count }

    /// Sets one token's score. Tokens outside of the vocabulary cannot be generated, and are ignored as transformers does.
    subscript(token: Int32) -> Float {
        get { contains(token) ? row[Int(token)] : -.infinity }
        set {
            guard contains(token) else { return }
            if snapshot == nil { note(Int(token)) }
            row[Int(token)] = newValue
        }
    }

    /// What the model said of a token.
    func original(_ token: Int) -> Float {
        if let firstChanged, firstChanged.token == token { return firstChanged.value }
        if let first = changed.first(where: { $0.token == token }) { return first.value }
        return snapshot?[token] ?? row[token]
    }

    /// Gives these tokens these scores and makes all others impossible.
    mutating func keepOnly(_ tokens: [(index: Int, value: Float)]) {
        takeSnapshot()
        row.withMutableNumbers { numbers in
            numbers.update(repeating: -.infinity)
            for token in tokens { numbers[token.index] = token.value }
        }
    }

    mutating func multiply(by factor: Float) {
        takeSnapshot()
        row.multiply(by: factor)
    }

    mutating func logSoftmax() {
        takeSnapshot()
        row.reshaped(Shape(1, row.count)).logSoftmaxRows()
    }

    /// Whether any token can be chosen: not when all are banned, nor when the model's logits are not numbers.
    var hasPossibleToken: Bool { row[argmax()] > -.infinity }

    /// Calls `body` with every token that is possible, in the order of the vocabulary.
    func forEachPossible(_ body: (_ token: Int, _ score: Float) -> Void) {
        row.withNumbers { numbers in
            for (token, score) in numbers.enumerated() where score > -.infinity { body(token, score) }
        }
    }

    /// Every token that is possible, in the order of the vocabulary.
    func probabilities() -> [(index: Int, score: Float, logprob: Double, probability: Double)] {
        let logSum = Double(logSumExp())
        return row.withNumbers { numbers in
            numbers.enumerated().compactMap { index, score in
                let logprob = Double(score) - logSum
                return logprob > -.infinity ? (index, score, logprob, exp(logprob)) : nil
            }
        }
    }

    func contains(_ token: Int32) -> Bool { token >= 0 && Int(token) < row.count }

    func argmax() -> Int { row.argmax(row: 0) }
    func logSumExp() -> Float { row.logSumExp(row: 0) }
    func topK(_ count: Int) -> [(index: Int, value: Float)] { row.topK(row: 0, k: min(count, row.count)) }

    private mutating func note(_ token: Int) {
        if firstChanged == nil {
            firstChanged = (token, row[token])
        } else {
            changed.append((token, row[token]))
        }
    }

    private mutating func takeSnapshot() {
        guard snapshot == nil else { return }
        let copy = Tensor(row.shape)
        row.withNumbers { numbers in copy.withMutableNumbers { _ = $0.update(fromContentsOf: numbers) } }
        snapshot = copy
    }
}

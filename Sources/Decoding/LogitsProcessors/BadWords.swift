/// Bans words: a word's last token once the others have been said.
struct BadWords: LogitsProcessor {
    private let words: [[Int32]]

    /// An end token by itself is not a word that can be banned, as in HF.
    init(words: [[Int32]], eosTokens: [Int32]) {
        self.words = words.filter { word in !(word.count == 1 && eosTokens.contains(word[0])) }
    }

    func process(_ scores: inout Scores, history: [Int32]) {
        for word in words {
            guard let last = word.last, word.count <= history.count + 1 else { continue }
            if history.suffix(word.count - 1).elementsEqual(word.dropLast()) { scores[last] = -.infinity }
        }
    }
}

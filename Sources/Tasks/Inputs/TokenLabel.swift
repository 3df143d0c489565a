package import Tokenizers

/// A token as a person sees it.
package struct TokenLabel: Sendable, Equatable {
    package let id: Int32
    /// nil when the model has no tokenizer, or the tokenizer has no such id.
    package let text: String?
    /// Unicode scalars into the text that the token is part of; nil for special tokens and for ids that a client sent.
    package let range: Range<Int>?
    package let isSpecial: Bool

    init(id: Int32, text: String?, range: Range<Int>?, isSpecial: Bool) {
        self.id = id
        self.text = text
        self.range = range
        self.isSpecial = isSpecial
    }

    package init(_ token: Token) {
        self.init(id: token.id, text: token.text, range: token.range, isSpecial: token.isSpecial)
    }

    /// Of a text behind a prompt, as part of the text alone.
    /// - promptOf: Unicode scalars; 0: no prompt
    func behind(promptOf length: Int) -> TokenLabel {
        guard let range, length > 0 else { return self }
        let own = max(range.lowerBound - length, 0)..<max(range.upperBound - length, 0)
        return TokenLabel(id: id, text: text, range: own.isEmpty ? nil : own, isSpecial: isSpecial)
    }

    var withoutRange: TokenLabel { TokenLabel(id: id, text: text, range: nil, isSpecial: isSpecial) }
}

extension ServedModel {
    /// What ids stand for.
    /// - Returns: the text (nil without a tokenizer) and one label per id, with ranges into that text.
    package func describe(_ ids: [Int32], side: TextSide) -> (text: String?, labels: [TokenLabel]) {
        guard let tokenizer else {
            return (nil, ids.map { TokenLabel(id: $0, text: nil, range: nil, isSpecial: isControlToken($0)) })
        }
        // Models often have a few more rows than their tokenizer has tokens: such an id has no text.
        let size = tokenizer.vocabularySize(side: side)
        let known = ids.filter { $0 < size }
        guard let decoded = try? tokenizer.decode(known, side: side), decoded.tokens.count == known.count else {
            return (nil, ids.map { TokenLabel(id: $0, text: nil, range: nil, isSpecial: isControlToken($0)) })
        }
        var next = decoded.tokens.makeIterator()
        let labels = ids.map { id in
            guard id < size, let token = next.next() else {
                return TokenLabel(id: id, text: nil, range: nil, isSpecial: false)
            }
            return TokenLabel(token)
        }
        return (decoded.text, labels)
    }

    private func isControlToken(_ id: Int32) -> Bool {
        decodingDefaults.eosTokens.contains(id) || id == decodingDefaults.padToken
    }
}

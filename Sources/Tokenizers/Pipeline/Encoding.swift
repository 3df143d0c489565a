/// The tokens of a text, before they are shown to anyone.
struct Encoding {
    enum Kind {
        /// A piece of the model's vocabulary.
        case piece
        /// An added token that the text spells out: bytes of the pre-tokenized text.
        case added
        /// A special token that was put around the text.
        case surrounding(String)
    }

    private struct Entry {
        let id: Int32
        let kind: Kind
        /// Scalars of the original text.
        var range: Range<Int>
        /// What an added token was found as, in bytes of the pre-tokenized text.
        let found: Range<Int>
        var type: Int32 = 0
    }

    private var entries: [Entry] = []
    private let text: AlignedText

    /// Cuts every word with the model.
    init(_ pretokenized: PretokenizedText, model: any SubwordModel, scalars: TextScalars) {
        text = pretokenized.text
        entries.reserveCapacity(text.count / 3)
        text.bytes.withUnsafeBufferPointer { bytes in
            for stretch in pretokenized.stretches {
                if let id = stretch.addedToken {
                    entries.append(
                        Entry(
                            id: id, kind: .added, range: scalars.range(ofBytes: text.origin(of: stretch.range)),
                            found: stretch.range))
                    continue
                }
                model.tokenize(UnsafeBufferPointer(rebasing: bytes[stretch.range])) { id, piece in
                    let range =
                        stretch.range.lowerBound + piece.lowerBound..<stretch.range.lowerBound + piece.upperBound
                    entries.append(
                        Entry(
                            id: id, kind: .piece, range: scalars.range(ofBytes: text.origin(of: range)), found: range))
                }
            }
        }
    }

    mutating func apply(_ processor: PostProcessor, model: any SubwordModel, addingSpecialTokens: Bool) {
        for step in processor.steps {
            switch step {
            case .trimRanges(let keepsPrefixSpace): trimRanges(model: model, keepsPrefixSpace: keepsPrefixSpace)
            case .surround(let prefix, let suffix, let textType):
                if let textType { for index in entries.indices { entries[index].type = textType } }
                guard addingSpecialTokens else { continue }
                entries.insert(contentsOf: prefix.map(Self.entry), at: 0)
                entries.append(contentsOf: suffix.map(Self.entry))
            }
        }
    }

    private static func entry(of token: PostProcessor.SpecialToken) -> Entry {
        Entry(id: token.id, kind: .surrounding(token.text), range: 0..<0, found: 0..<0, type: token.type)
    }

    private mutating func trimRanges(model: any SubwordModel, keepsPrefixSpace: Bool) {
        for index in entries.indices {
            let entry = entries[index]
            func trim(_ piece: UnsafeBufferPointer<UInt8>) {
                entries[index].range = PostProcessor.Step.trimmed(
                    entry.range, of: piece, isFirst: index == 0, keepsPrefixSpace: keepsPrefixSpace)
            }
            switch entry.kind {
            case .piece: model.piece(of: entry.id)?.withUnsafeBufferPointer(trim)
            case .added: text.bytes[entry.found].withUnsafeBufferPointer(trim)
            case .surrounding: break
            }
        }
    }

    /// - describe: the text of a token as it is shown, and whether it is special.
    /// - givesTypes: false to leave all tokens' types at 0.
    /// - unknownID: of the piece that stands for what the model does not know.
    func tokens(
        of scalars: TextScalars, unknownID: Int32?, givesTypes: Bool,
        _ describe: (Int32, Kind) -> (text: String, isSpecial: Bool)
    ) -> [Token] {
        func type(of entry: Entry) -> Int32 { givesTypes ? entry.type : 0 }
        return entries.map { entry in
            let (text, isSpecial) = describe(entry.id, entry.kind)
            var isUnknown = false
            switch entry.kind {
            case .surrounding:
                return Token(id: entry.id, text: text, range: nil, isSpecial: isSpecial, type: type(of: entry))
            case .piece: isUnknown = entry.id == unknownID
            case .added: break
            }
            return Token(
                id: entry.id, text: text, range: scalars.withoutLeadingSpace(entry.range), isSpecial: isSpecial,
                isUnknown: isUnknown, type: type(of: entry))
        }
    }
}

extension TextScalars {
    /// All of the range where there is nothing but white space.
    fileprivate func withoutLeadingSpace(_ range: Range<Int>) -> Range<Int> {
        guard let start = scalars[range].firstIndex(where: { !$0.isStripped }) else { return range }
        return start..<range.upperBound
    }
}

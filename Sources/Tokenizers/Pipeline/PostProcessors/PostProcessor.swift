/// What is done to the tokens of a text: offsets are trimmed, special tokens put around.
struct PostProcessor: Sendable {
    /// A token that is added to every text.
    struct SpecialToken: Sendable, Equatable {
        let id: Int32
        /// Its literal.
        let text: String
        var type: Int32 = 0
    }

    enum Step: Sendable {
        /// White space is left out of the ranges of byte-level tokens.
        ///
        /// - keepsPrefixSpace: a single space that the pre-tokenizer put in front of the text is not taken for white space of it.
        case trimRanges(keepsPrefixSpace: Bool)
        /// - textType: of all tokens that are between; nil to leave theirs.
        case surround(prefix: [SpecialToken], suffix: [SpecialToken], textType: Int32?)
    }

    var steps: [Step] = []

    static let none = PostProcessor()

    /// - trimsRanges: as `Step.trimRanges`; nil to leave ranges as they are.
    /// - textType: as `Step.surround`.
    init(
        prefix: [SpecialToken] = [], suffix: [SpecialToken] = [], textType: Int32? = nil,
        trimsRanges keepsPrefixSpace: Bool? = nil
    ) {
        if let keepsPrefixSpace { steps.append(.trimRanges(keepsPrefixSpace: keepsPrefixSpace)) }
        if !prefix.isEmpty || !suffix.isEmpty || textType != nil {
            steps.append(.surround(prefix: prefix, suffix: suffix, textType: textType))
        }
    }

    init(steps: [Step]) { self.steps = steps }

    /// Ids are below it.
    var idLimit: Int {
        steps.flatMap { step -> [Int] in
            guard case .surround(let prefix, let suffix, _) = step else { return [] }
            return (prefix + suffix).map { Int($0.id) + 1 }
        }.max() ?? 0
    }
}

extension PostProcessor.Step {
    /// The range without the white space that a byte-level piece begins and ends with.
    ///
    /// - piece: in the byte-level alphabet. Counted in its characters, as the reference does.
    static func trimmed(
        _ range: Range<Int>, of piece: UnsafeBufferPointer<UInt8>, isFirst: Bool, keepsPrefixSpace: Bool
    ) -> Range<Int> {
        var (leading, trailing) = spaceCounts(of: piece)
        if leading == 1, keepsPrefixSpace, isFirst || range.lowerBound == 0 { leading = 0 }
        let lower = min(range.lowerBound + leading, range.upperBound)
        let upper =
            trailing > 0 && range.upperBound >= trailing ? max(range.upperBound - trailing, lower) : range.upperBound
        return lower..<upper
    }

    private static func spaceCounts(of piece: UnsafeBufferPointer<UInt8>) -> (leading: Int, trailing: Int) {
        var leading = 0
        var trailing = 0
        var isLeading = true
        var position = 0
        while position < piece.count {
            let scalar = UTF8Scalars.next(in: piece, at: &position)
            if scalar == ByteCharacters.scalar(of: 0x20) || ScalarProperties(of: scalar).contains(.whiteSpace) {
                if isLeading { leading += 1 }
                trailing += 1
            } else {
                isLeading = false
                trailing = 0
            }
        }
        return (leading, trailing)
    }
}

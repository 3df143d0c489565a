/// Cuts at scalars of a kind.
struct ScalarSplit: PreTokenizer {
    enum Kind: Equatable {
        case whiteSpace
        case punctuation
        case digit
        case scalar(UInt32)

        @inline(__always)
        func contains(_ scalar: UInt32) -> Bool {
            switch self {
            case .whiteSpace: ScalarProperties(of: scalar).contains(.whiteSpace)
            case .punctuation: ScalarProperties(of: scalar).contains(.punctuation)
            case .digit: ScalarProperties(of: scalar).contains(.numeric)
            case .scalar(let delimiter): scalar == delimiter
            }
        }
    }

    let kind: Kind
    let behavior: SplitBehavior

    func pretokenize(_ text: inout PretokenizedText) {
        text.cut { bytes, range, cuts in
            var parts: [SplitBehavior.Part] = []
            var start = range.lowerBound
            var position = start
            while position < range.upperBound {
                let scalarStart = position
                guard kind.contains(UTF8Scalars.next(in: bytes, at: &position)) else { continue }
                if start < scalarStart { parts.append(.init(range: start..<scalarStart, isDelimiter: false)) }
                parts.append(.init(range: scalarStart..<position, isDelimiter: true))
                start = position
            }
            if start < range.upperBound { parts.append(.init(range: start..<range.upperBound, isDelimiter: false)) }
            behavior.apply(to: parts) { cuts.add($0) }
        }
    }
}

/// What a decode request asks of the decoder.
package enum DecodingTask: Sendable {
    /// Choose tokens as the options say: greedy, sampling or beams.
    case generate(DecodingOptions, stop: StopCondition?)
    /// Score these tokens (`target`).
    case force(target: [Int32], options: DecodingOptions)
}

/// How large the decoder's steps become.
extension DecodingTask {
    /// Rows of its first step: decoder inputs that are known beforehand.
    package var promptLength: Int {
        switch self {
        case .generate(let options, _): options.prompt.count
        case .force(let target, _): target.count
        }
    }

    /// Decoder inputs in all, at most.
    package func length(maxPositions: Int?) -> Int {
        switch self {
        // The last token of an output is never read back.
        case .generate(let options, _):
            max(promptLength, min(options.effectiveMaxLength - 1, maxPositions ?? .max))
        case .force: promptLength
        }
    }

    /// Rows of its widest decoder step after the first.
    package var rowCount: Int {
        switch self {
        case .generate(let options, _): max(1, options.numBeams, options.numReturnSequences)
        case .force: 1
        }
    }

    /// Sequences of its output, at most.
    package var sequenceCount: Int {
        switch self {
        case .generate(let options, _): options.numReturnSequences
        case .force: 1
        }
    }

    /// Bytes that its search holds at most, small change aside. In floating point, which cannot overflow whatever a client asks for.
    /// - rows: of the widest step
    /// - slots: rows of all steps together
    package func searchBytes(rows: Int, slots: Double, vocabularySize: Int) -> Double {
        let topLogprobs =
            switch self {
            case .generate(let options, _), .force(_, let options): options.topLogprobs
            }
        // A copy of the logits, where an option changes all of them, and for each alternative a token and a number.
        let numbers = Double(rows) * Double(vocabularySize) + slots * Double(topLogprobs) * 2
        return numbers * Double(MemoryLayout<Float>.size)
    }
}

/// Cuts a sentence that a model cannot take at once: behind a clause, else behind a comma, else at a space, else
/// anywhere.
struct SentenceCutter {
    let text: ScalarText
    let limit: SegmentLimit

    /// Pieces without white space at their ends. A single character is never cut, however many tokens it has.
    func pieces(of sentence: Range<Int>) -> [Range<Int>] {
        var pieces: [Range<Int>] = []
        var rest = sentence
        while !rest.isEmpty {
            let longest = longestPrefix(of: rest)
            if longest == rest.upperBound {
                pieces.append(rest)
                break
            }
            let end = bestPlace(in: rest.lowerBound..<longest, of: rest)
            let piece = text.trimmed(rest.lowerBound..<end)
            if !piece.isEmpty { pieces.append(piece) }
            rest = text.trimmed(end..<rest.upperBound)
        }
        return pieces
    }

    private func fits(_ range: Range<Int>) -> Bool { limit.count(text.string(text.trimmed(range))) <= limit.tokens }

    /// The end of the longest beginning that fits. Doubles first, so that no count is of much more than a piece.
    private func longestPrefix(of rest: Range<Int>) -> Int {
        var low = rest.lowerBound
        var step = max(1, limit.tokens)
        var high = rest.lowerBound
        while high < rest.upperBound {
            high = min(rest.upperBound, rest.lowerBound + step)
            guard fits(rest.lowerBound..<high) else { break }
            low = high
            step *= 2
        }
        if low == rest.upperBound { return low }
        while low + 1 < high {
            let middle = low + (high - low) / 2
            if fits(rest.lowerBound..<middle) { low = middle } else { high = middle }
        }
        return endOfCharacter(max(low, rest.lowerBound + 1), in: rest)
    }

    /// Not between a letter and its marks. Goes back where it can, so that the piece still fits.
    private func endOfCharacter(_ end: Int, in rest: Range<Int>) -> Int {
        var back = end
        while back > rest.lowerBound, back < rest.upperBound, continuesCharacter(back) { back -= 1 }
        if back > rest.lowerBound { return back }
        // A letter with more marks than any writing has is no character, and must not escape the limit.
        var forth = end
        while forth < rest.upperBound, forth - end < 32, continuesCharacter(forth) { forth += 1 }
        return forth
    }

    private func continuesCharacter(_ index: Int) -> Bool {
        let scalar = text.scalars[index]
        return scalar.isMark || scalar.value == 0x200D || text.scalars[index - 1].value == 0x200D
            || (0xFE00...0xFE0F).contains(scalar.value) || (0x1F3FB...0x1F3FF).contains(scalar.value)
    }

    private enum Place: Int { case none, space, comma, clause }

    /// In the second half of what fits the best place, and of its kind the last; a space anywhere before a cut word.
    private func bestPlace(in prefix: Range<Int>, of rest: Range<Int>) -> Int {
        let middle = prefix.lowerBound + prefix.count / 2
        var best = (place: Place.none, end: prefix.upperBound)
        var end = prefix.upperBound
        while end > prefix.lowerBound {
            let place = place(at: end, of: rest)
            if end > middle ? place.rawValue > best.place.rawValue : best.place == .none && place != .none {
                best = (place, end)
            }
            if end <= middle, best.place != .none { break }
            end -= 1
        }
        return best.end
    }

    /// What kind of place lies before the scalar at `end`.
    private func place(at end: Int, of rest: Range<Int>) -> Place {
        let before = text.scalars[end - 1]
        let after = end < rest.upperBound ? text.scalars[end] : " "
        switch before {
        case "；", "：", "。", "！", "？", "؛": return .clause
        case "，", "、", "،": return .comma
        case ";", ":", ".", "!", "?", "…", ")", "]", "—", "–": return after.isWhite ? .clause : .none
        case ",": return after.isWhite ? .comma : .none
        default:
            guard after.isWhite, !before.isWhite else { return .none }
            // A dash between spaces begins a clause.
            let next = min(end + 1, rest.upperBound - 1)
            return text.scalars[next].isDash || text.scalars[next] == "(" ? .clause : .space
        }
    }
}

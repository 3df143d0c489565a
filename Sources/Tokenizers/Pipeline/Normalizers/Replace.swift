/// Replaces every match of a pattern. What is put in has the origin of the match's last scalar.
struct Replace: Normalizer {
    let pattern: Pattern
    let content: [UInt8]

    func normalize(_ text: inout AlignedText) {
        let matches = text.bytes.withUnsafeBufferPointer { pattern.matches(in: $0) }
        guard !matches.isEmpty else { return }
        var replaced = AlignedText(startingAt: text.start, capacity: text.count)
        var position = 0
        for match in matches {
            replaced.append(contentsOf: text, range: position..<match.lowerBound)
            let origin =
                match.upperBound > 0
                ? text.origins[match.upperBound - 1] : AlignedText.Origin(start: text.start, end: text.start)
            replaced.append(content, from: origin)
            position = match.upperBound
        }
        replaced.append(contentsOf: text, range: position..<text.count)
        text = replaced
    }
}

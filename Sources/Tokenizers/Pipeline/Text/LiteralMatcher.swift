/// Finds literals in a text: leftmost first, the longest where several begin.
struct LiteralMatcher: Sendable {
    private let literals: [(bytes: [UInt8], id: Int32)]
    /// For each first byte, which of the sorted literals begin with it.
    private let ranges: [Range<Int>]

    /// Empty literals are left out; of equal ones, the one with the highest id is found.
    init(_ literals: [(bytes: [UInt8], id: Int32)]) {
        let sorted = literals.filter { !$0.bytes.isEmpty }
            .sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) || $0.bytes == $1.bytes && $0.id < $1.id }
        var ranges = [Range<Int>](repeating: 0..<0, count: 256)
        for (index, literal) in sorted.enumerated() {
            let first = Int(literal.bytes[0])
            ranges[first] = (ranges[first].isEmpty ? index : ranges[first].lowerBound)..<index + 1
        }
        self.literals = sorted
        self.ranges = ranges
    }

    func next(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> (range: Range<Int>, id: Int32)? {
        guard !literals.isEmpty else { return nil }
        for position in start..<max(start, text.count) {
            let range = ranges[Int(text[position])]
            if !range.isEmpty, let match = longest(in: text, at: position, among: range) { return match }
        }
        return nil
    }

    /// Narrows the literals byte by byte to those that the text goes on with.
    private func longest(
        in text: UnsafeBufferPointer<UInt8>, at start: Int, among range: Range<Int>
    ) -> (range: Range<Int>, id: Int32)? {
        var candidates = range
        var longest: (range: Range<Int>, id: Int32)?
        var depth = 1
        while true {
            // Those that end here come first.
            while let first = candidates.first, literals[first].bytes.count == depth {
                longest = (start..<start + depth, literals[first].id)
                candidates = candidates.dropFirst()
            }
            guard !candidates.isEmpty, start + depth < text.count else { return longest }
            let byte = text[start + depth]
            let lower = firstIndex(in: candidates) { $0[depth] >= byte }
            candidates = lower..<firstIndex(in: lower..<candidates.upperBound) { $0[depth] > byte }
            depth += 1
        }
    }

    /// Binary search: the first for which the condition holds, which then holds for all that follow.
    private func firstIndex(in range: Range<Int>, where condition: ([UInt8]) -> Bool) -> Int {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high {
            let middle = (low + high) / 2
            if condition(literals[middle].bytes) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// For each of some elements beside each other: the words of the translation that came from it, as many as stand
/// together.
struct WordRuns {
    /// Ranges of words; nil where none came from the element.
    private(set) var best: [Range<Int>?]
    private var counts: [Int]
    private let total: Int

    /// - elements: ranges of the source, ascending, without overlaps.
    init(elements: [Range<Int>], words: [WordLink], region: Range<Int>) {
        best = Array(repeating: nil, count: elements.count)
        counts = Array(repeating: 0, count: elements.count)
        total = region.count
        var current: [(range: Range<Int>, own: Int)?] = Array(repeating: nil, count: elements.count)
        var bestOwn = Array(repeating: 0, count: elements.count)
        var previous: Int?
        for index in region {
            let owner = Self.owner(of: words[index].source.lowerBound, elements)
            defer { previous = owner }
            guard let owner else { continue }
            counts[owner] += 1
            var run = (range: index..<index + 1, own: 1)
            // One word that belongs to no other may stand between.
            if let last = current[owner],
                last.range.upperBound == index || (last.range.upperBound == index - 1 && previous == nil)
            {
                run = (last.range.lowerBound..<index + 1, last.own + 1)
            }
            current[owner] = run
            if run.own > bestOwn[owner] {
                bestOwn[owner] = run.own
                best[owner] = run.range
            }
        }
    }

    /// Whether all words came from it.
    func coversAll(_ element: Int) -> Bool { counts[element] == total && total > 0 }

    private static func owner(of position: Int, _ elements: [Range<Int>]) -> Int? {
        var (low, high) = (0, elements.count)
        while low < high {
            let middle = (low + high) / 2
            if elements[middle].lowerBound <= position { low = middle + 1 } else { high = middle }
        }
        // Empty ones may stand between.
        var index = low - 1
        while index >= 0, elements[index].isEmpty { index -= 1 }
        return index >= 0 && elements[index].contains(position) ? index : nil
    }
}

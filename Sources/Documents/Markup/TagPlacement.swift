/// Finds where the tags of a segment stand in its translation.
///
/// Each element becomes one range of the translation's words: those that came from its words, as many as stand
/// together; within the range of the element around it, and beside those of its siblings. What has no words stands
/// where its neighbours are. Where tags do not nest, all keep their order.
struct TagPlacement {
    struct Placed: Equatable {
        let mark: Int
        /// The scalar of the translation before which it stands.
        let position: Int
    }

    /// With more marks the simpler way is taken, which is linear.
    private static let mostNested = 256

    private let marks: [InlineMark]
    private let words: [WordLink]
    private let targetCount: Int
    /// Indices of `words` by where they came from.
    private let bySource: [Int]
    /// Where each mark stands in the source, words whole.
    private let positions: [Int]

    /// - marks: in order.
    /// - sourceCount, targetCount: scalars of the text and of its translation.
    init(marks: [InlineMark], links: [WordLink], sourceCount: Int, targetCount: Int) {
        self.marks = marks
        self.targetCount = targetCount
        var words: [WordLink] = []
        for link in links where !link.source.isEmpty && !link.target.isEmpty {
            let isFree = link.target.lowerBound >= words.last?.target.upperBound ?? 0
            if isFree, link.target.upperBound <= targetCount, link.source.lowerBound >= 0,
                link.source.upperBound <= sourceCount
            {
                words.append(link)
            }
        }
        self.words = words
        bySource = words.indices.sorted { (words[$0].source.lowerBound, $0) < (words[$1].source.lowerBound, $1) }
        positions = Self.outsideOfWords(marks, words: bySource.map { words[$0].source })
    }

    /// All marks in the order in which they are written; positions never fall.
    func placed() -> [Placed] {
        guard !marks.isEmpty else { return [] }
        guard isNested, let tree = InlineTree(marks: marks, positions: positions, sourceEnd: sourceEnd) else {
            return inOrder()
        }
        return nested(tree)
    }

    private var sourceEnd: Int { max(positions.last ?? 0, words.map(\.source.upperBound).max() ?? 0) }

    private var isNested: Bool {
        marks.count <= Self.mostNested && !words.isEmpty
            && zip(positions, positions.dropFirst()).allSatisfy { $0 <= $1 }
    }

    /// Tags within a word move to its ends.
    private static func outsideOfWords(_ marks: [InlineMark], words: [Range<Int>]) -> [Int] {
        marks.map { mark in
            var (low, high) = (0, words.count)
            while low < high {
                let middle = (low + high) / 2
                if words[middle].lowerBound < mark.position { low = middle + 1 } else { high = middle }
            }
            guard low > 0, words[low - 1].upperBound > mark.position else { return mark.position }
            return mark.kind == .opens ? words[low - 1].lowerBound : words[low - 1].upperBound
        }
    }

    // MARK: In order

    private func inOrder() -> [Placed] {
        var last = 0
        return marks.indices.map { index in
            let place = boundary(of: index, in: 0..<words.count)
            let position =
                words.isEmpty
                ? (marks[index].kind == .opens ? 0 : targetCount) : character(at: place, of: index, in: 0..<words.count)
            last = max(last, position)
            return Placed(mark: index, position: last)
        }
    }

    /// The word of the translation before which a mark stands, by its neighbour in the source.
    private func boundary(of mark: Int, in region: Range<Int>) -> Int {
        let position = positions[mark]
        var (low, high) = (0, bySource.count)
        while low < high {
            let middle = (low + high) / 2
            if words[bySource[middle]].source.lowerBound < position { low = middle + 1 } else { high = middle }
        }
        let place: Int
        if marks[mark].followsWord {
            place = low > 0 ? bySource[low - 1] + 1 : region.lowerBound
        } else {
            place = low < bySource.count ? bySource[low] : region.upperBound
        }
        return min(max(place, region.lowerBound), region.upperBound)
    }

    /// The scalar at the boundary before a word: behind the word before it, or in front of it.
    private func character(at boundary: Int, of mark: Int, in region: Range<Int>) -> Int {
        if region.isEmpty { return boundary < words.count ? words[boundary].target.lowerBound : targetCount }
        if boundary == region.lowerBound { return words[boundary].target.lowerBound }
        if boundary == region.upperBound || marks[mark].followsWord { return words[boundary - 1].target.upperBound }
        return words[boundary].target.lowerBound
    }

    // MARK: Nested

    private enum Step {
        case write(Placed)
        /// An element's contents in a range of words, or at a place where there are none.
        case fill(element: Int, words: Range<Int>, at: Int)
    }

    private struct Item {
        let element: Int
        let words: Range<Int>
        /// Where it begins and ends in the translation.
        let start: Int
        let end: Int
    }

    private func nested(_ tree: InlineTree) -> [Placed] {
        var placed: [Placed] = []
        var steps: [Step] = [.fill(element: InlineTree.root, words: 0..<words.count, at: 0)]
        while let step = steps.popLast() {
            switch step {
            case .write(let mark): placed.append(mark)
            case .fill(let element, let region, let position):
                let items =
                    region.isEmpty
                    ? empty(tree, element, at: region.lowerBound, position) : items(tree, element, in: region)
                for item in items.reversed() {
                    let element = tree.elements[item.element]
                    if let close = element.close { steps.append(.write(Placed(mark: close, position: item.end))) }
                    if !element.children.isEmpty {
                        steps.append(.fill(element: item.element, words: item.words, at: item.start))
                    }
                    if let open = element.open { steps.append(.write(Placed(mark: open, position: item.start))) }
                }
            }
        }
        return placed
    }

    private func empty(_ tree: InlineTree, _ element: Int, at boundary: Int, _ position: Int) -> [Item] {
        tree.elements[element].children.map {
            Item(element: $0, words: boundary..<boundary, start: position, end: position)
        }
    }

    /// An element's children, each with its words, in the order of the translation.
    private func items(_ tree: InlineTree, _ element: Int, in region: Range<Int>) -> [Item] {
        let whole = region
        var region = region
        var items: [Item] = []
        var middle: [Int] = []
        for child in tree.elements[element].children {
            let part = tree.elements[child]
            if part.open == nil, part.close != nil {
                let end = bestCut(region) { part.source.contains($0) }
                items.append(item(child, region.lowerBound..<end, isFirst: true, isLast: false))
                region = end..<region.upperBound
            } else if part.close == nil, part.open != nil, !part.isEmpty {
                let start = bestCut(region) { !part.source.contains($0) }
                items.append(item(child, start..<region.upperBound, isFirst: false, isLast: true))
                region = region.lowerBound..<start
            } else {
                middle.append(child)
            }
        }
        let runs = WordRuns(elements: middle.map { tree.elements[$0].source }, words: words, region: region)
        for (index, child) in middle.enumerated() {
            if let run = runs.best[index] {
                // What has all words has what stands around them, too.
                let isWhole = element == InlineTree.root && runs.coversAll(index) && region.count == words.count
                let siblings = tree.elements[element].children
                items.append(
                    item(
                        child, runs.coversAll(index) ? region : run, isFirst: isWhole && child == siblings.first,
                        isLast: isWhole && child == siblings.last))
            }
        }
        for (index, child) in middle.enumerated() where runs.best[index] == nil {
            items.append(itemWithoutWords(tree.elements[child], child, in: region, of: whole, beside: items))
        }
        let ranks = items.map { rank(tree.elements[$0.element]) }
        return items.indices.sorted {
            (items[$0].start, ranks[$0], items[$0].end, $0) < (items[$1].start, ranks[$1], items[$1].end, $1)
        }.map { items[$0] }
    }

    /// An element that goes on from before stands first, one that goes on behind stands last.
    private func rank(_ element: InlineTree.Element) -> Int {
        if element.isEmpty { return 1 }
        return element.open == nil ? 0 : element.close == nil ? 2 : 1
    }

    private func item(_ element: Int, _ range: Range<Int>, isFirst: Bool, isLast: Bool) -> Item {
        let start = range.lowerBound < words.count ? words[range.lowerBound].target.lowerBound : targetCount
        guard !range.isEmpty else {
            // An element that goes on from before stands at the beginning, one that goes on behind at the end.
            let position =
                isFirst ? start : range.lowerBound > 0 ? words[range.lowerBound - 1].target.upperBound : start
            return Item(element: element, words: range, start: position, end: position)
        }
        let end = words[range.upperBound - 1].target.upperBound
        return Item(element: element, words: range, start: isFirst ? 0 : start, end: isLast ? targetCount : end)
    }

    /// - region: where it may stand, a part of `whole`, the range of the element around it.
    private func itemWithoutWords(
        _ part: InlineTree.Element, _ element: Int, in region: Range<Int>, of whole: Range<Int>, beside items: [Item]
    ) -> Item {
        let mark = part.open ?? part.close ?? 0
        var place = boundary(of: mark, in: region)
        for item in items where item.words.lowerBound < place && place < item.words.upperBound {
            place = item.words.upperBound
        }
        place = min(place, region.upperBound)
        let position: Int
        if !region.isEmpty {
            position = character(at: place, of: mark, in: region)
        } else if region.lowerBound > whole.lowerBound {
            position = words[region.lowerBound - 1].target.upperBound
        } else {
            position = words[whole.lowerBound].target.lowerBound
        }
        return Item(element: element, words: place..<place, start: position, end: position)
    }

    /// Where to cut words in two, so that most before are of one kind and most behind of the other.
    private func bestCut(_ region: Range<Int>, isBefore: (Int) -> Bool) -> Int {
        var best = (score: 0, cut: region.lowerBound)
        var score = 0
        for index in region {
            score += isBefore(words[index].source.lowerBound) ? 1 : -1
            if score > best.score { best = (score, index + 1) }
        }
        return best.cut
    }
}

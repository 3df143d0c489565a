/// The elements of a segment, by its marks.
struct InlineTree {
    struct Element {
        /// Marks; nil for a tag outside of the segment. What is empty is its own `open`.
        var open: Int?
        var close: Int?
        var isEmpty = false
        /// Scalars of the source.
        var source: Range<Int>
        var children: [Int] = []
    }

    static let root = 0

    private(set) var elements: [Element]

    /// nil where the tags do not nest.
    ///
    /// - positions: of each mark, never falling.
    init?(marks: [InlineMark], positions: [Int], sourceEnd: Int) {
        elements = [Element(source: 0..<max(sourceEnd, 1))]
        var open: [Int] = [Self.root]
        for (index, mark) in marks.enumerated() {
            let position = positions[index]
            switch mark.kind {
            case .isEmpty:
                elements.append(Element(open: index, isEmpty: true, source: position..<position))
                elements[open[open.count - 1]].children.append(elements.count - 1)
            case .opens:
                elements.append(Element(open: index, source: position..<sourceEnd.clamped(from: position)))
                elements[open[open.count - 1]].children.append(elements.count - 1)
                open.append(elements.count - 1)
            case .closes where mark.partner >= 0:
                guard let last = open.popLast(), last != Self.root, elements[last].open == mark.partner else {
                    return nil
                }
                elements[last].close = index
                elements[last].source = elements[last].source.lowerBound..<position
            case .closes:
                // Opened before the segment: all so far is inside.
                guard open.count == 1 else { return nil }
                elements.append(Element(close: index, source: 0..<position, children: elements[Self.root].children))
                elements[Self.root].children = [elements.count - 1]
            }
        }
        for element in elements.dropFirst() where element.close == nil && !element.isEmpty {
            guard let mark = element.open, marks[mark].partner < 0 else { return nil }
        }
    }
}

extension Int {
    fileprivate func clamped(from lower: Int) -> Int { Swift.max(self, lower) }
}

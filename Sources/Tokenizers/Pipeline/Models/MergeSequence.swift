/// A word's pieces while they are merged: a linked list, in memory that the caller lends.
struct MergeSequence {
    struct Symbol {
        var id: Int32
        /// In bytes; 0 when it was merged into the one before.
        var length: Int
        /// Indices of the neighbours that are left; the first one's `previous` is -1, the last one's `next` is the count.
        var previous: Int
        var next: Int
        /// What it and the next one become.
        var merge: MergeTable.Merge?
    }

    /// Up to this many symbols, looking at all of them for the next merge beats keeping a heap.
    private static let short = 48

    private let symbols: UnsafeMutableBufferPointer<Symbol>
    private var count = 0

    /// - memory: uninitialised, for every symbol that will be appended.
    init(_ memory: UnsafeMutableBufferPointer<Symbol>) { symbols = memory }

    mutating func append(_ id: Int32, length: Int) {
        symbols.initializeElement(
            at: count, to: Symbol(id: id, length: length, previous: count - 1, next: count + 1, merge: nil))
        count += 1
    }

    /// Symbols that are left, with the bytes that they stand for: one after the other, without gaps.
    func forEach(_ body: (Int32, Range<Int>) -> Void) {
        var position = 0
        var index = 0
        while index < count {
            body(symbols[index].id, position..<position + symbols[index].length)
            position += symbols[index].length
            index = symbols[index].next
        }
    }

    /// Merges until no pair of neighbours can be: the pair of lowest rank first, of equal ones the leftmost.
    func merge(by table: MergeTable) {
        for index in 0..<max(count - 1, 0) {
            symbols[index].merge = table[symbols[index].id, symbols[index + 1].id]
        }
        if count <= Self.short { mergeBySearch(table) } else { mergeByHeap(table) }
    }

    private func mergeBySearch(_ table: MergeTable) {
        while true {
            var best = -1
            var bestRank = Int32.max
            var index = 0
            while index < count {
                if let rank = symbols[index].merge?.rank, rank < bestRank { (best, bestRank) = (index, rank) }
                index = symbols[index].next
            }
            guard best >= 0 else { return }
            join(best, table)
        }
    }

    private func mergeByHeap(_ table: MergeTable) {
        var heap = MergeHeap(capacity: count)
        for index in 0..<count { push(index, to: &heap) }
        while let candidate = heap.popLeast() {
            // The pair may have changed since.
            guard let merge = symbols[candidate.index].merge, merge.rank == candidate.rank else { continue }
            join(candidate.index, table)
            push(candidate.index, to: &heap)
            if symbols[candidate.index].previous >= 0 { push(symbols[candidate.index].previous, to: &heap) }
        }
    }

    private func push(_ index: Int, to heap: inout MergeHeap) {
        if let merge = symbols[index].merge { heap.push(MergeHeap.Candidate(rank: merge.rank, index: index)) }
    }

    /// Merges a symbol with the next one, as its `merge` says.
    private func join(_ index: Int, _ table: MergeTable) {
        guard let merge = symbols[index].merge else { return }
        let right = symbols[index].next
        symbols[index].id = merge.newID
        symbols[index].length += symbols[right].length
        symbols[index].next = symbols[right].next
        symbols[right].length = 0
        symbols[right].merge = nil
        updateMerge(of: index, table)
        if symbols[index].next < count { symbols[symbols[index].next].previous = index }
        if symbols[index].previous >= 0 { updateMerge(of: symbols[index].previous, table) }
    }

    private func updateMerge(of index: Int, _ table: MergeTable) {
        let next = symbols[index].next
        symbols[index].merge = next < count ? table[symbols[index].id, symbols[next].id] : nil
    }
}

/// Candidates for merging, the least first: by rank, then from left to right. A binary heap.
private struct MergeHeap {
    struct Candidate {
        let rank: Int32
        let index: Int

        static func < (first: Candidate, second: Candidate) -> Bool {
            first.rank != second.rank ? first.rank < second.rank : first.index < second.index
        }
    }

    private var candidates: [Candidate] = []

    init(capacity: Int) { candidates.reserveCapacity(capacity) }

    mutating func push(_ candidate: Candidate) {
        candidates.append(candidate)
        var child = candidates.count - 1
        while child > 0, candidates[child] < candidates[(child - 1) / 2] {
            candidates.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func popLeast() -> Candidate? {
        guard let least = candidates.first, let last = candidates.popLast() else { return nil }
        if candidates.isEmpty { return least }
        candidates[0] = last
        var parent = 0
        while parent * 2 + 1 < candidates.count {
            var child = parent * 2 + 1
            if child + 1 < candidates.count, candidates[child + 1] < candidates[child] { child += 1 }
            guard candidates[child] < candidates[parent] else { break }
            candidates.swapAt(parent, child)
            parent = child
        }
        return least
    }
}

import Tensors
import Transformer

/// Which source unit each target unit of a sequence came from, as its cross-attention has it.
package struct Alignment: Sendable, Equatable {
    package struct Link: Sendable, Equatable {
        /// Places among the units.
        package let source: Int
        package let target: Int
        /// The share of the target unit's attention that went to the source unit, special tokens aside.
        package let score: Float
        /// Whether each is the other's best.
        package let isMutual: Bool
        /// Whether more than half of the target unit's attention went to special tokens.
        package let isWeak: Bool
    }

    /// What it was read from.
    package struct Reading: Sendable, Equatable {
        /// The model's indices.
        package let layers: [Int]
        /// Whose mean counts; nil: of all.
        package let heads: [Int]?
        package let row: AlignmentChoice.Row
        /// The share of target units that are also the best of their best source unit; nil: there are none.
        package let agreement: Float?
    }

    /// What the two sides were cut into.
    package let source: AlignedUnits
    package let target: AlignedUnits
    package let links: [Link]
    package let used: Reading

    /// Reads the alignment from a sequence's map: of all rows and layers that the choice leaves open, from those that agree most.
    ///
    /// Depends on nothing but the sequence's own map and units. Others get their turn between two readings.
    /// - map: the cross-attention of the layers and heads that may count
    /// - source, target: units whose tokens are keys and queries of the map
    /// - isSpecial: of each key
    /// - Returns: nil when the task has been cancelled
    static func read(
        _ map: AttentionMap, _ choice: AlignmentChoice, source: AlignedUnits, target: AlignedUnits,
        specialKeys isSpecial: [Bool]
    ) async -> Alignment? {
        let layers = choice.layers == nil ? map.layers.indices.map { $0..<$0 + 1 } : [0..<map.layers.count]
        let rows = choice.row.map { [$0] } ?? AlignmentChoice.Row.allCases
        let means = map.reducedWeights(by: .mean)
        var best: (grid: UnitGrid, reading: Reading)?
        for row in rows {
            for layer in layers {
                guard !Task.isCancelled else { return nil }
                let grid = means.withNumbers { numbers in
                    UnitGrid(
                        numbers, layers: layer, row, queries: map.queryCount, isSpecial: isSpecial,
                        source: source.units, target: target.units)
                }
                await Task.yield()
                // Of equal ones the surer, then the first.
                if let known = best,
                    (known.grid.agreement ?? 0, known.grid.certainty) >= (grid.agreement ?? 0, grid.certainty)
                {
                    continue
                }
                let heads = choice.heads == nil ? nil : map.heads
                best = (
                    grid,
                    Reading(layers: layer.map { map.layers[$0] }, heads: heads, row: row, agreement: grid.agreement)
                )
            }
        }
        return best.map { Alignment(source: source, target: target, links: $0.grid.links(choice), used: $0.reading) }
    }

    /// `0-0 1-2`: source and target of each link.
    package var pharaoh: String { links.map { "\($0.source)-\($0.target)" }.joined(separator: " ") }
}

/// How much of each target unit's attention went to each source unit, by one reading.
private struct UnitGrid {
    private let sourceCount: Int
    private let targetCount: Int
    /// [target, source]
    private var shares: [Double]
    /// Of each target unit, what went to special tokens.
    private var special: [Double]
    /// Of each target unit the source unit that has most of its attention, and the other way round; of equal ones the first. Empty
    /// where one side has no units.
    private var bestSources: [Int] = []
    private var bestTargets: [Int] = []
    /// The share of target units that are also the best of their best source unit; nil: there are none.
    private(set) var agreement: Float?
    /// The mean share of the target units' best sources.
    private(set) var certainty = 0.0

    /// - numbers: [layers, queries, keys], the means over heads
    /// - layers: whose mean counts
    init(
        _ numbers: UnsafeBufferPointer<Float>, layers: Range<Int>, _ row: AlignmentChoice.Row, queries: Int,
        isSpecial: [Bool], source: [AlignedUnit], target: [AlignedUnit]
    ) {
        (sourceCount, targetCount) = (source.count, target.count)
        shares = Array(repeating: 0, count: source.count * target.count)
        special = Array(repeating: 0, count: target.count)
        let keys = isSpecial.count
        for (place, unit) in target.enumerated() {
            for token in unit.tokens {
                // The last token is read by no row.
                let query = row == .input && token + 1 < queries ? token + 1 : token
                var weights = [Double](repeating: 0, count: keys)
                for layer in layers {
                    let start = (layer * queries + query) * keys
                    for key in 0..<keys { weights[key] += Double(numbers[start + key]) }
                }
                let total = weights.reduce(0, +)
                let common = zip(weights, isSpecial).reduce(0) { $1.1 ? $0 : $0 + $1.0 }
                let count = Double(unit.tokens.count)
                if total > 0 { special[place] += (total - common) / total / count }
                guard common > 0 else { continue }
                for (index, unit) in source.enumerated() {
                    let share = unit.tokens.reduce(0) { $0 + weights[$1] } / common
                    shares[place * sourceCount + index] += share / count
                }
            }
        }
        guard sourceCount > 0, targetCount > 0 else { return }
        bestSources = Array(repeating: 0, count: targetCount)
        bestTargets = Array(repeating: 0, count: sourceCount)
        for target in 0..<targetCount {
            for source in 0..<sourceCount {
                if share(source, target) > share(bestSources[target], target) { bestSources[target] = source }
                if share(source, target) > share(source, bestTargets[source]) { bestTargets[source] = target }
            }
        }
        let agreeing = bestSources.enumerated().count { bestTargets[$1] == $0 }
        agreement = Float(agreeing) / Float(targetCount)
        certainty = bestSources.enumerated().reduce(0) { $0 + share($1.element, $1.offset) } / Double(targetCount)
    }

    private func share(_ source: Int, _ target: Int) -> Double { shares[target * sourceCount + source] }

    func links(_ choice: AlignmentChoice) -> [Alignment.Link] {
        var links: [Alignment.Link] = []
        for (target, best) in bestSources.enumerated() {
            for source in choice.links == .all ? 0..<sourceCount : best..<best + 1 {
                let score = Float(share(source, target))
                let isMutual = best == source && bestTargets[source] == target
                guard score >= choice.threshold, isMutual || choice.links != .mutual else { continue }
                links.append(
                    Alignment.Link(
                        source: source, target: target, score: score, isMutual: isMutual,
                        isWeak: special[target] > 0.5))
            }
        }
        return links
    }
}

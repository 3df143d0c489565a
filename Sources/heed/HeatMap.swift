import JSON

/// A matrix of weights, drawn with characters: rows are queries, columns are keys.
struct HeatMap {
    let queries: [String]
    let keys: [String]
    /// [queries][keys]
    let weights: [[Double]]

    init(queries: [String], keys: [String], weights: [[Double]]) {
        self.queries = queries.map(TerminalText.printable)
        self.keys = keys.map(TerminalText.printable)
        self.weights = weights
    }

    /// An attention map of a reply, averaged over its layers and heads.
    init(_ map: JSONValue) {
        let queries = map.list("queries").map { $0.string ?? "?" }
        let keys = map.list("keys").map { $0.string ?? "?" }
        var sums = Array(repeating: Array(repeating: 0.0, count: keys.count), count: queries.count)
        var matrices = 0.0
        for layer in map.list("weights") {
            for head in layer.elements.map(Array.init) ?? [] {
                matrices += 1
                for (query, row) in zip(sums.indices, head.elements.map(Array.init) ?? []) {
                    for (key, weight) in zip(sums[query].indices, row.elements.map(Array.init) ?? []) {
                        sums[query][key] += weight.number ?? 0
                    }
                }
            }
        }
        self.init(queries: queries, keys: keys, weights: sums.map { row in row.map { $0 / max(matrices, 1) } })
    }

    /// - columns: that a line has room for; nil: no limit. A map that is too wide gets its labels upright and narrow cells, and one that
    ///   is still too wide is drawn in parts.
    func drawn(inColor: Bool, columns: Int? = nil) -> String {
        let scale = WeightScale(largest: weights.joined().max() ?? 0, inColor: inColor)
        let labels = queries.map { TerminalText.shortened($0, to: Self.longestLabel) }
        let margin = labels.map(TerminalText.width).max() ?? 0
        let room = columns.map { max($0 - margin - Self.gap, 1) } ?? .max
        let layout = KeyLayout(keys.map { TerminalText.shortened($0, to: Self.longestLabel) }, room: room)
        let blank = String(repeating: " ", count: margin + Self.gap)
        var lines: [String] = []
        for part in layout.parts {
            if !lines.isEmpty { lines.append("") }
            lines += layout.heading(of: part).map { blank + $0 }
            for (label, row) in zip(labels, weights) {
                let cells = row[part].map { scale.cell($0, width: layout.cellWidth, gap: layout.gap) }
                lines.append(TerminalText.padded(label, to: margin + Self.gap) + cells.joined())
            }
        }
        return (lines.map(Self.withoutGapAtItsEnd(of: layout, inColor: inColor)) + scale.legend(columns: columns))
            .joined(separator: "\n")
    }

    /// Between the queries and the map.
    private static let gap = 2
    private static let longestLabel = 8

    /// Cells and labels stand with a gap behind each, but the last.
    private static func withoutGapAtItsEnd(of layout: KeyLayout, inColor: Bool) -> (String) -> String {
        { line in layout.gap > 0 && line.hasSuffix(" ") ? String(line.dropLast(layout.gap)) : line }
    }
}

/// How the keys stand above a map, and how wide its cells are.
private struct KeyLayout {
    private let labels: [String]
    private let isUpright: Bool
    let cellWidth: Int
    /// Columns between cells.
    let gap: Int
    /// The keys that are drawn beside each other.
    let parts: [Range<Int>]

    /// - room: columns for all cells of a line.
    init(_ labels: [String], room: Int) {
        self.labels = labels
        let widest = max(2, labels.map(TerminalText.width).max() ?? 0)
        isUpright = labels.count * (widest + 1) > room
        guard isUpright else {
            (cellWidth, gap, parts) = (widest, 1, [0..<labels.count])
            return
        }
        let hasWideCharacters = labels.joined().contains { TerminalText.width("\($0)") > 1 }
        cellWidth = hasWideCharacters || labels.count * 2 <= room ? 2 : 1
        gap = 0
        let most = max(room / cellWidth, 1)
        // Parts of one size, as far as that goes.
        let count = (labels.count + most - 1) / most
        let size = max((labels.count + count - 1) / max(count, 1), 1)
        parts = stride(from: 0, to: labels.count, by: size).map { $0..<min($0 + size, labels.count) }
    }

    /// Lines above a part of the map. Labels that stand upright end at its first row.
    func heading(of part: Range<Int>) -> [String] {
        let labels = labels[part]
        guard isUpright else {
            return [labels.map { TerminalText.padded($0, to: cellWidth) + String(repeating: " ", count: gap) }.joined()]
        }
        let height = labels.map(\.count).max() ?? 0
        return (0..<height).map { line in
            labels.map { label in
                let place = line - (height - label.count)
                let character = place < 0 ? "" : String(label[label.index(label.startIndex, offsetBy: place)])
                return TerminalText.padded(character, to: cellWidth)
            }.joined()
        }
    }
}

/// Shades that stand for weights from 0 to the largest of a map.
private struct WeightScale {
    let largest: Double
    let inColor: Bool

    /// Light to dark; each stands for a fifth of the range.
    private static let shades: [Character] = [" ", "░", "▒", "▓", "█"]
    /// Backgrounds of the 256-colour palette, finer.
    private static let colors = [232, 234, 17, 18, 19, 25, 31, 37, 71, 107, 143, 179, 215, 222, 229]

    /// In colour a cell covers the gap to the next one too, so that the map has no stripes.
    func cell(_ weight: Double, width: Int, gap: Int) -> String {
        let share = largest > 0 ? min(max(weight / largest, 0), 1) : 0
        guard inColor else {
            let shade = Self.shades[min(Int(share * Double(Self.shades.count)), Self.shades.count - 1)]
            return String(repeating: shade, count: width) + String(repeating: " ", count: gap)
        }
        let color = Self.colors[min(Int(share * Double(Self.colors.count)), Self.colors.count - 1)]
        return "\u{1B}[48;5;\(color)m\(String(repeating: " ", count: width + gap))\u{1B}[0m"
    }

    /// - columns: that a line has room for.
    func legend(columns: Int?) -> [String] {
        guard largest > 0 else { return ["every weight is 0"] }
        let end = TerminalText.number(largest)
        if inColor {
            let steps = stride(from: 0.0, through: 1.0, by: 0.1).map { cell($0 * largest, width: 2, gap: 0) }.joined()
            return ["weight 0 \(steps) \(end)"]
        }
        let bounds = (1..<Self.shades.count).map { step in
            "< \(TerminalText.number(largest * Double(step) / Double(Self.shades.count))) ≤ \(Self.shades[step])"
        }
        return TerminalText.wrapped(["weight: blank"] + bounds + ["(largest: \(end))"], columns: columns)
    }
}

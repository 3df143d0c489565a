import JSON

/// A matrix of weights from 0 to 1, drawn with characters: rows are queries, columns are keys.
struct HeatMap {
    let queries: [String]
    let keys: [String]
    /// [queries][keys]
    let weights: [[Double]]

    init(queries: [String], keys: [String], weights: [[Double]]) {
        self.queries = queries
        self.keys = keys
        self.weights = weights
    }

    /// An attention map of a reply, averaged over its layers and heads.
    init(_ map: JSONValue) {
        queries = map.list("queries").map { $0.string ?? "?" }
        keys = map.list("keys").map { $0.string ?? "?" }
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
        weights = sums.map { row in row.map { $0 / max(matrices, 1) } }
    }

    /// Shades of weight, light to dark; each stands for a fifth of the range.
    private static let shades: [Character] = [" ", "░", "▒", "▓", "█"]
    /// The same as backgrounds of the 256-colour palette, finer.
    private static let colors = [232, 234, 17, 18, 19, 25, 31, 37, 71, 107, 143, 179, 215, 222, 229]
    private static let longestLabel = 8

    func drawn(inColor: Bool) -> String {
        let width = max(2, keys.map { Self.shortened($0).count }.max() ?? 0)
        let margin = queries.map { Self.shortened($0).count }.max() ?? 0
        var lines = [Self.padded("", margin) + "  " + keys.map { Self.padded($0, width) }.joined(separator: " ")]
        for (query, row) in zip(queries, weights) {
            let cells = row.map { Self.cell($0, width: width, inColor: inColor) }
            lines.append(Self.padded(query, margin) + "  " + cells.joined(separator: inColor ? "" : " "))
        }
        lines.append(Self.legend(inColor: inColor))
        return lines.joined(separator: "\n")
    }

    /// In colour a cell covers the gap to the next one too, so that the map has no stripes.
    private static func cell(_ weight: Double, width: Int, inColor: Bool) -> String {
        let share = min(max(weight, 0), 1)
        guard inColor else {
            return String(repeating: shades[min(Int(share * Double(shades.count)), shades.count - 1)], count: width)
        }
        let color = colors[min(Int(share * Double(colors.count)), colors.count - 1)]
        return "\u{1B}[48;5;\(color)m\(String(repeating: " ", count: width + 1))\u{1B}[0m"
    }

    private static func legend(inColor: Bool) -> String {
        if inColor {
            let steps = stride(from: 0.0, through: 1.0, by: 0.1).map { cell($0, width: 1, inColor: true) }.joined()
            return "weight 0 \(steps) 1"
        }
        return "weight: blank < 0.2 ≤ ░ < 0.4 ≤ ▒ < 0.6 ≤ ▓ < 0.8 ≤ █"
    }

    private static func shortened(_ label: String) -> String {
        label.count <= longestLabel ? label : label.prefix(longestLabel - 1) + "…"
    }

    private static func padded(_ label: String, _ width: Int) -> String {
        let short = shortened(label)
        return short + String(repeating: " ", count: max(width - short.count, 0))
    }
}

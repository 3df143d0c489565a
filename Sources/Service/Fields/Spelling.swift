/// Helps a person who misspelt a field or a setting.
enum Spelling {
    /// "Did you mean max_new_tokens?", or the known names when none is near.
    static func hint(_ name: String, _ known: [String]) -> String {
        let leaf = name.split(separator: ".").last.map(String.init) ?? name
        let near = known.min { distance(leaf, $0) < distance(leaf, $1) }
        // Of three letters, two that differ make another word.
        let most = leaf.count <= 3 ? 1 : max(2, leaf.count / 3)
        if let near, distance(leaf, near) <= most { return "Did you mean \(near)?" }
        return "Known here: \(known.joined(separator: ", "))."
    }

    /// Single-character edits between two words (Levenshtein 1966). The first 64 characters count, so that a hostile name costs
    /// nothing.
    static func distance(_ first: String, _ second: String) -> Int {
        let first = Array(first.unicodeScalars.prefix(64))
        let second = Array(second.unicodeScalars.prefix(64))
        var row = Array(0...second.count)
        for (i, scalar) in first.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in second.enumerated() {
                let substituted = diagonal + (scalar == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[second.count]
    }
}

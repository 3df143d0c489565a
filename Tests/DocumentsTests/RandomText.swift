import TestSupport

/// Texts of everything that the rules look at, put together at random.
struct RandomText {
    var random: SeededGenerator

    init(seed: Int) { random = SeededGenerator(seed) }

    private static let parts = [
        " ", " ", " ", " ", "  ", "\t", "\n", "\n\n", "\r\n", "\u{A0}", "\u{2028}", "\u{85}", "\u{3000}", "\u{200B}",
        "\0", "\u{FEFF}",
        ".", ".", ".", "!", "?", "…", "...", "?!", "。", "！", "、", ",", ";", ":", "—", "-", "- ", "* ", "• ", "1. ",
        "12) ", "a) ", "(3) ", "> ", "## ",
        "[x] ", "① ", "“", "”", "„", "«", "»", "\"", "'", "’", "「", "」", "『", "』", "（", "）", "(", ")", "[", "]", "Dr",
        "z", "B", "e.g", "U.S", "3",
        "Oktober", "Word", "word", "iPhone", "config.yaml", "https://a.example/?q=1", "a@b.example", "`code x`", "`",
        "``", "😀", "👩‍👩‍👧", "🇩🇪", "❤️", "é",
        "e\u{301}", "漢字", "ひらがな", "と", "हिन्दी", "عربي", "{name}", "{{ x }}", "%s", "%1$d", "%", "{", "}", "<x id=\"1\"/>",
        "<", ">", "ß", "İ", "said",
        "\u{10FFFF}", "\u{E000}", "i", "1,000.5", "$5",
    ]

    mutating func text(parts count: Int) -> String {
        (0..<count).map { _ in Self.parts.randomElement(using: &random) ?? "" }.joined()
    }

    mutating func number(in range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
}

import Testing

@testable import heed

@Test func darkerCellsStandForLargerWeights() {
    let map = HeatMap(queries: ["AH", "T"], keys: ["a", "t"], weights: [[1, 0], [0.25, 0.75]])
    let lines = map.drawn(inColor: false).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "    a  t ")
    #expect(lines[1] == "AH  ██   ")
    #expect(lines[2] == "T   ░░ ▓▓")
    #expect(lines[3].hasPrefix("weight"))
}

@Test func mapWithoutColorHasNoEscapes() {
    let map = HeatMap(queries: ["x"], keys: ["y"], weights: [[0.5]])
    #expect(!map.drawn(inColor: false).contains("\u{1B}"))
    #expect(map.drawn(inColor: true).contains("\u{1B}["))
}

@Test func longLabelsAreShortened() {
    let map = HeatMap(queries: ["attention"], keys: ["mechanism"], weights: [[0]])
    #expect(map.drawn(inColor: false).contains("attenti…"))
}

@Test func shadesGoUpToTheLargestWeight() {
    let map = HeatMap(queries: ["a", "b"], keys: ["a", "b"], weights: [[0.05, 0.045], [0.025, 0]])
    let lines = map.drawn(inColor: false).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[1] == "a  ██ ██")
    #expect(lines[2] == "b  ▒▒   ")
    #expect(lines[3] == "weight: blank < 0.010 ≤ ░ < 0.020 ≤ ▒ < 0.030 ≤ ▓ < 0.040 ≤ █ (largest: 0.050)")
    let blank = HeatMap(queries: ["a"], keys: ["a"], weights: [[0]]).drawn(inColor: false)
    #expect(blank.hasSuffix("every weight is 0"))
}

@Suite struct WideHeatMapTests {
    /// As of a sentence with so many words.
    private func map(_ count: Int, label: String = "word") -> HeatMap {
        HeatMap(
            queries: (0..<count).map { "\(label)\($0)" }, keys: (0..<count).map { "\(label)\($0)" },
            weights: (0..<count).map { row in (0..<count).map { $0 == row ? 1 : 0 } })
    }

    @Test(arguments: [1, 3, 9, 20, 40, 80, 100], [20, 40, 80, 200]) func noLineIsWiderThanTheTerminal(
        count: Int, columns: Int
    ) {
        for label in ["word", "語"] {
            let map = map(count, label: label)
            let lines = map.drawn(inColor: false, columns: columns).split(
                separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.allSatisfy { TerminalText.width(String($0)) <= columns })
            // Nothing is left out.
            #expect(lines.filter { $0.contains("█") && !$0.contains("≤") }.count == count)
            let colored = map.drawn(inColor: true, columns: columns)
            #expect(colored.split(separator: "48;5;229m").count > count)
        }
    }

    @Test func labelsStandUprightWhereTheyHaveNoRoom() {
        let map = HeatMap(queries: ["x"], keys: ["long", "abc", "d"], weights: [[1, 0, 1]])
        let lines = map.drawn(inColor: false, columns: 12).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[..<5] == ["   l     ", "   o a   ", "   n b   ", "   g c d ", "x  ██  ██"])
    }
}

@Test func labelsDoNotControlTheTerminal() {
    let map = HeatMap(queries: ["a\nb"], keys: ["\u{1B}[2J", "\u{202E}x"], weights: [[1, 0]])
    let drawing = map.drawn(inColor: false)
    #expect(!drawing.contains("\u{1B}") && !drawing.contains("\u{202E}"))
    #expect(drawing.contains("a·b"))
}

@Test(arguments: [(0.043, "0.043"), (1, "1.0"), (0.5, "0.50"), (0.0999, "0.10"), (0.000123, "0.00012"), (12, "12")])
func numbersHaveTwoDigitsThatCount(value: Double, text: String) {
    #expect(TerminalText.number(value) == text)
}

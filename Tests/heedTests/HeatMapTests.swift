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

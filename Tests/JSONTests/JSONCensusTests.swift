import JSON
import Testing

@Suite struct JSONCensusTests {
    private func census(_ text: String) -> [Int] {
        let found = Array(text.utf8).withUnsafeBytes { JSONCensus(of: $0) }
        return [found.values, found.arrays, found.objects]
    }

    @Test func countsWhatStandsOutsideOfStrings() {
        #expect(census("") == [1, 0, 0])
        #expect(census("5") == [1, 0, 0])
        #expect(census("[1,2,3]") == [4, 1, 0])
        #expect(census(#"{"a": [[], {}], "b": "x"}"#) == [7, 2, 2])
        #expect(census(#""[{,\",[{,\\","#) == [2, 0, 0])
        #expect(census(#""\\\"[" , ["#) == [3, 1, 0])
    }

    /// Every value of a tree is counted.
    @Test func isNeverLessThanThereIs() throws {
        let text = #"{"a": [1, "two", [3, [4, {"b": null, "c": [true, false]}]]], "d": {"e": {}}, "f": []}"#
        func count(_ value: JSONValue) -> Int {
            let elements = value.elements.map { $0.reduce(0) { $0 + count($1) } } ?? 0
            let members = value.members.map { $0.reduce(0) { $0 + count($1.1) } } ?? 0
            return 1 + elements + members
        }
        let values = count(try JSONDocument(parsing: text).root)
        #expect(census(text)[0] >= values)
        #expect(census(text)[1...] == [5, 4])
    }
}

import JSON
import Testing

struct JSONNumbersTests {
    private func elements(_ text: String) throws -> JSONElements {
        try #require(try JSONDocument(parsing: text).root.elements)
    }

    @Test func int32sReadsIntegersInRange() throws {
        #expect(try elements("[0,-2147483648,2147483647]").int32s() == [0, .min, .max])
        #expect(try elements("[]").int32s() == [])
    }

    @Test(arguments: [("2147483648", "2147483648"), ("1.0", "1.0"), ("\"7\"", "\"7\""), ("null", "null")])
    func int32sNamesTheElementThatIsNone(text: String, found: String) throws {
        let elements = try elements("[1,2,\(text)]")
        let error = #expect(throws: JSONElementError.self) { try elements.int32s() }
        #expect(error?.index == 2)
        #expect(error?.expected == "an integer from -2147483648 to 2147483647")
        #expect(error?.found == found)
    }

    @Test func floatsReadsIntegersAndReals() throws {
        #expect(try elements("[1,-2.5,1e-50,3.4028234e38]").floats() == [1, -2.5, 0, .greatestFiniteMagnitude])
    }

    @Test(arguments: ["1e39", "-1e300", "true", "[1]"])
    func floatsNamesTheElementThatIsNone(text: String) throws {
        let elements = try elements("[\(text),1]")
        let error = #expect(throws: JSONElementError.self) { try elements.floats() }
        #expect(error?.index == 0)
        #expect(error?.expected == "a number in the range of 32-bit floats")
    }

    @Test func rowsFollowEachOther() throws {
        var numbers: [Float] = []
        for row in try elements("[[1,2],[],[3]]") { try #require(row.elements).appendFloats(to: &numbers) }
        #expect(numbers == [1, 2, 3])
    }

    @Test func booleansAreNeverNumbers() throws {
        var flags: [Bool] = []
        try elements("[true,false]").appendBooleans(to: &flags)
        #expect(flags == [true, false])
        let numbers = try elements("[true,0]")
        let error = #expect(throws: JSONElementError.self) { try numbers.appendBooleans(to: &flags) }
        #expect(error?.description == "element 1 is 0, expected a boolean")
    }
}

import JSON
import TestSupport
import Testing

struct JSONDocumentTests {
    @Test func readsEveryKindOfValue() throws {
        let document = try JSONDocument(
            parsing:
                #"{"s":"aé\u00e9\ud83d\ude00","i":-9223372036854775808,"r":1.5e3,"t":true,"f":false,"n":null,"a":[1,[]],"o":{}}"#
        )
        let root = document.root
        #expect(root.kind == .object)
        #expect(root["s"]?.string == "aéé😀")
        #expect(root["i"]?.integer == Int.min)
        #expect(root["i"]?.number == Double(Int.min))
        #expect(root["r"]?.number == 1500)
        #expect(root["r"]?.integer == nil)
        #expect(root["t"]?.boolean == true)
        #expect(root["f"]?.boolean == false)
        #expect(root["n"]?.isNull == true)
        #expect(root["a"]?.elements?.count == 2)
        #expect(root["o"]?.members?.count == 0)
        let kinds = try #require(root.members).map(\.value.kind)
        #expect(kinds == [.string, .integer, .real, .boolean, .boolean, .null, .array, .object])
    }

    @Test func anotherKindIsNil() throws {
        let root = try JSONDocument(parsing: "[1]").root
        #expect(root.string == nil && root.integer == nil && root.number == nil && root.boolean == nil)
        #expect(root.members == nil && root["a"] == nil && !root.isNull)
        #expect(root.elements?.first?.elements == nil)
    }

    @Test func membersKeepTheTextsOrder() throws {
        let keys = (0..<1000).map { "key\($0 &* 7919 % 1000)" }
        let text = "{" + keys.map { "\"\($0)\":0" }.joined(separator: ",") + "}"
        let members = try #require(try JSONDocument(parsing: text).root.members)
        #expect(members.map(\.key) == keys)
    }

    @Test func stringsMayHoldNullCharacters() throws {
        #expect(try JSONDocument(parsing: #""a\u0000b""#).root.string == "a\0b")
    }

    @Test func keysAreFoundByAllTheirBytes() throws {
        let root = try JSONDocument(parsing: #"{"a":1,"\u00e9":2,"e\u0301":3}"#).root
        #expect(root["a\0b"] == nil)
        // Composed and decomposed é are equal as Swift strings and different as keys.
        #expect(root.members?.count == 3)
        #expect(root["\u{E9}"]?.integer == 2)
        #expect(root["e\u{301}"]?.integer == 3)
    }

    @Test func valuesKeepTheirDocumentAlive() throws {
        let value = try #require(try JSONDocument(parsing: #"["kept"]"#).root.elements?.first)
        #expect(value.string == "kept")
    }

    @Test func nestingIsLimited() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try JSONDocument(parsing: nested(2048)) }
        #expect(
            throws: JSONError.syntax(
                message: "arrays and objects are nested too deeply (the limit is 2048)", line: 1, column: 2050,
                byte: 2049)
        ) { try JSONDocument(parsing: nested(2049)) }
        #expect(throws: JSONError.self) { try JSONDocument(parsing: String(repeating: "{\"a\":", count: 100_000)) }
    }

    struct InvalidText: Sendable, CustomTestStringConvertible {
        let text: String
        let message: String
        let line: Int
        let column: Int
        let byte: Int
        init(_ text: String, _ message: String, _ line: Int, _ column: Int, _ byte: Int) {
            (self.text, self.message, self.line, self.column, self.byte) = (text, message, line, column, byte)
        }
        var testDescription: String { text }
    }

    @Test(arguments: [
        InvalidText("", "the text is empty", 1, 1, 0),
        InvalidText(" \n", "the text ends before the JSON is complete", 2, 1, 2),
        InvalidText("[1,2", "the text ends before the JSON is complete", 1, 5, 4),
        InvalidText("\"abc", "the text ends before the JSON is complete", 1, 5, 4),
        InvalidText("[1,]", "a value was expected, found ']'", 1, 4, 3),
        InvalidText("{\"a\":1,}", "a key in double quotes or '}' was expected, found '}'", 1, 8, 7),
        InvalidText("{a:1}", "a key in double quotes or '}' was expected, found 'a'", 1, 2, 1),
        InvalidText("{\"a\" 1}", "':' was expected after a key, found '1'", 1, 6, 5),
        InvalidText("{\"a\":1 \"b\":2}", "',' or '}' was expected, found '\"b\"'", 1, 8, 7),
        InvalidText("[\"é\",\n  1 22]", "',' or ']' was expected, found '22'", 2, 5, 11),
        InvalidText("[\"é\", x]", "a value was expected, found 'x'", 1, 7, 7),
        InvalidText("NaN", "a value was expected, found 'NaN'", 1, 1, 0),
        InvalidText("tru", "a value was expected, found 'tru'", 1, 1, 0),
        InvalidText("01", "a value was expected, found '0'", 1, 1, 0),
        InvalidText("1.", "a value was expected, found '1.'", 1, 1, 0),
        InvalidText("{} {}", "there is text after the end of the JSON value, found '{'", 1, 4, 3),
        InvalidText("\u{FEFF}[]", "the text begins with a byte order mark; send plain UTF-8", 1, 1, 0),
        InvalidText("[\"a\nb\"]", "a line break inside a string; write it as \\n", 1, 4, 3),
        InvalidText("[\"a\tb\"]", "a control character 0x9 inside a string; write it as an escape", 1, 4, 3),
        InvalidText("\"\\x\"", "an invalid escape in a string", 1, 2, 1),
        InvalidText("\"\\ud800\"", "a lone surrogate in a string, found '\"\\ud800\"'", 1, 1, 0),
        InvalidText("\"\\udc00\"", "a lone surrogate in a string, found '\"\\udc00\"'", 1, 1, 0),
        InvalidText("{\"a\":1,\"a\":2}", "the key \"a\" appears twice in one object", 1, 8, 7),
        InvalidText("{\"\\u0000\":1}", "a key contains U+0000", 1, 2, 1),
        InvalidText("[9223372036854775808]", "an integer does not fit in 64 bits", 1, 2, 1),
        InvalidText("[1, -9223372036854775809]", "an integer does not fit in 64 bits", 1, 5, 4),
        InvalidText("[1e999]", "the number 1e999 is out of a double's range", 1, 2, 1),
    ])
    func invalidTextIsExplained(_ invalid: InvalidText) {
        #expect(
            throws: JSONError.syntax(
                message: invalid.message, line: invalid.line, column: invalid.column, byte: invalid.byte)
        ) { try JSONDocument(parsing: invalid.text) }
    }

    @Test(
        arguments: [[0xFF], [0xC0, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]] as [[UInt8]])
    func invalidUTF8IsRefused(_ bytes: [UInt8]) {
        let text = Array("[\"".utf8) + bytes + Array("\"]".utf8)
        #expect(throws: JSONError.self) { try JSONDocument(parsing: text) }
    }

    @Test func nullBytesBetweenTokensAreRefused() {
        #expect(throws: JSONError.self) { try JSONDocument(parsing: "[1,\0 2]") }
        #expect(throws: JSONError.self) { try JSONDocument(parsing: "[1]\0") }
    }

    @Test func randomBytesNeverCrashTheParser() {
        var random = SeededGenerator(1)
        let alphabet = Array("[]{}\",:\\u0019.eE+-tfn \n\u{FF}".utf8)
        for _ in 0..<20_000 {
            let length = Int.random(in: 0..<24, using: &random)
            let text = (0..<length).map { _ in alphabet[Int.random(in: alphabet.indices, using: &random)] }
            do {
                let summary = try JSONDocument(parsing: text).root.summary
                #expect(!summary.isEmpty)
            } catch {
                guard case .syntax(let message, let line, let column, let byte) = error else { continue }
                #expect(!message.isEmpty && line >= 1 && column >= 1 && (0...length).contains(byte))
            }
        }
    }

    @Test func descriptionsGiveThePlace() {
        let error = JSONError.syntax(message: "a value was expected", line: 2, column: 3, byte: 9)
        #expect(error.description == "a value was expected (line 2, column 3, byte 9)")
    }

    @Test func shortSummariesAreCompactJSON() throws {
        for text in [#"{"a":[1,2.5,true,null,"x\n"],"b":{}}"#, "[]", "\"\"", "-0.5"] {
            #expect(try JSONDocument(parsing: text).root.summary == text)
        }
    }

    @Test func longSummariesAreCutOnACharacter() throws {
        let text = try JSONDocument(parsing: "\"" + String(repeating: "é😀", count: 5000) + "\"").root.summary
        #expect(text == "\"" + String(repeating: "é😀", count: 29) + "…")
        let numbers = try JSONDocument(parsing: "[" + String(repeating: "1,", count: 99_999) + "1]").root.summary
        #expect(numbers == "[" + String(repeating: "1,", count: 29) + "…")
        let key = try JSONDocument(parsing: "{\"" + String(repeating: "k", count: 9999) + "\":1}").root.summary
        #expect(key == "{\"" + String(repeating: "k", count: 57) + "…")
        let depth = try JSONDocument(parsing: String(repeating: "[", count: 2000) + String(repeating: "]", count: 2000))
        #expect(depth.root.summary == String(repeating: "[", count: 59) + "…")
    }
}

/// What other programs write into files and requests may not have.
@Suite struct FileTests {
    private func parse(_ text: String) throws -> JSONValue {
        try text.utf8.span.withUnsafeBytes { bytes in try JSONDocument(parsingFile: bytes).root }
    }

    @Test func filesMayHaveIntegersBeyond64Bits() throws {
        let root = try parse(
            #"{"model_max_length": 1000000000000000019884624838656, "list": [-99999999999999999999, 9223372036854775807]}"#
        )
        #expect(root["model_max_length"]?.number == 1e30)
        #expect(root["model_max_length"]?.integer == nil)
        #expect(root["list"]?.elements?.first?.number == -1e20)
        #expect(root["list"]?.elements?.last?.integer == .max)
    }

    @Test func filesMayBeginWithAByteOrderMark() throws {
        #expect(try parse("\u{FEFF}{\"a\": 99999999999999999999}")["a"]?.number == 1e20)
        #expect(throws: JSONError.self) { try parse("\u{FEFF}") }
        #expect(throws: JSONError.self) { try parse("\u{FEFF}\u{FEFF}{}") }
    }

    @Test func wholeRealsOfFilesAreIntegers() throws {
        let text = "[2.0, -3e2, 2.5, 1e30, 4]"
        #expect(try parse(text).elements?.map(\.integer) == [2, -300, nil, nil, 4])
        #expect(try parse(text).elements?.map(\.kind) == [.real, .real, .real, .real, .integer])
        #expect(try JSONDocument(parsing: text).root.elements?.map(\.integer) == [nil, nil, nil, nil, 4])
    }

    @Test func stringsAndRealsStayAsTheyAre() throws {
        let root = try parse(
            #"{"99999999999999999999": "a \" 99999999999999999999 \\", "n": 99999999999999999999, "x": 99999999999999999999e2}"#
        )
        #expect(root["99999999999999999999"]?.string == #"a " 99999999999999999999 \"#)
        #expect(root["n"]?.number == 1e20 && root["x"]?.number == 1e22)
    }

    @Test func otherErrorsAreThoseOfTheFile() throws {
        for text in ["", "{", "[99999999999999999999", #"{"a": 99999999999999999999, "a": 1}"#] {
            let lenient = #expect(throws: JSONError.self) { try parse(text) }
            let strict = #expect(throws: JSONError.self) { try JSONDocument(parsing: text) }
            #expect(lenient == strict)
        }
        #expect(throws: JSONError.self) { try parse("1" + String(repeating: "0", count: 400)) }
    }

    @Test func otherTextsMayNot() {
        #expect(throws: JSONError.self) { try JSONDocument(parsing: "99999999999999999999") }
    }
}

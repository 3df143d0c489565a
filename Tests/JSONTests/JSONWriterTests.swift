import JSON
import TestSupport
import Testing

struct JSONWriterTests {
    private func text(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter(capacity: 1)
        body(&writer)
        return String(decoding: writer.finish().copyOfBytes(), as: UTF8.self)
    }

    @Test func placesCommasAndColons() {
        let written = text { writer in
            writer.object { writer in
                writer.field("text", "a")
                writer.key("empty")
                writer.object { _ in }
                writer.key("list" as String)
                writer.array { writer in
                    writer.value(1)
                    writer.array { _ in }
                    writer.object { $0.field("flag", true) }
                    writer.null()
                    writer.value(false)
                }
                writer.field("real", 0.5)
                writer.field("float", Float(0.1))
                writer.field("integer", -3)
            }
        }
        #expect(
            written
                == #"{"text":"a","empty":{},"list":[1,[],{"flag":true},null,false],"real":0.5,"float":0.1,"integer":-3}"#
        )
    }

    @Test func anyValueMayBeTheRoot() {
        #expect(text { $0.null() } == "null")
        #expect(text { $0.value(Int.min) } == "-9223372036854775808")
        #expect(text { $0.value("") } == "\"\"")
    }

    @Test func escapesWhatMustBeEscapedAndNothingElse() {
        #expect(
            text { $0.value("\"\\\u{8}\t\n\u{C}\r\0\u{1F}\u{7F}/é\u{2028}😀") }
                == "\"\\\"\\\\\\b\\t\\n\\f\\r\\u0000\\u001f\u{7F}/é\u{2028}😀\"")
        #expect(
            text { writer in
                writer.object {
                    $0.key("a\"b" as String); $0.null()
                }
            } == #"{"a\"b":null}"#)
    }

    @Test func everyScalarBelow512ReadsBack() throws {
        let scalars = String(String.UnicodeScalarView((0..<512).compactMap(Unicode.Scalar.init)))
        let document = try JSONDocument(parsing: text { $0.value(scalars) })
        #expect(document.root.string.map { Array($0.utf8) } == Array(scalars.utf8))
    }

    @Test func valuesWithoutANumberAreNull() {
        #expect(text { $0.value(Float.nan) } == "null")
        #expect(text { $0.value(-Double.infinity) } == "null")
        let numbers: [Float] = [.nan, 1, -.infinity, .infinity]
        #expect(text { writer in numbers.withUnsafeBufferPointer { writer.value($0) } } == "[null,1.0,null,null]")
    }

    @Test(arguments: [0, 1, 255, 256, 257, 1000])
    func bulkArraysEqualSingleValues(count: Int) {
        let numbers = (0..<count).map { Float($0) / 7 - 3 }
        let bulk = text { writer in numbers.withUnsafeBufferPointer { writer.value($0) } }
        let single = text { writer in writer.array { for number in numbers { $0.value(number) } } }
        #expect(bulk == single)
    }

    @Test func randomFloatsReadBackToTheBit() throws {
        var random = SeededGenerator(1)
        var numbers = (0..<50_000).map { _ in Float(bitPattern: random.next()) }.filter(\.isFinite)
        numbers += [0, -0.0, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, 1e-5, 16_777_216]
        let document = try JSONDocument(
            parsing: text { writer in numbers.withUnsafeBufferPointer { writer.value($0) } })
        let read = try #require(try document.root.elements?.floats())
        #expect(read.map(\.bitPattern) == numbers.map(\.bitPattern))
    }

    /// The standard library's spelling is the shortest, and of the shortest the nearest.
    @Test func floatsAreSpelledAsTheStandardLibraryDoes() {
        var random = SeededGenerator(1)
        let magnitudes: [Float] = [1e-30, 1e-20, 1e-9, 1e-5, 1e-4, 1e-3, 0.1, 1, 10, 1e3, 1e6, 16_777_216, 1e8, 1e20]
        for magnitude in magnitudes {
            var numbers = (0..<4000).map { _ in Float.random(in: magnitude...magnitude * 10, using: &random) }
            numbers += numbers.prefix(1000).map { ($0 / magnitude * 8).rounded() / 8 * magnitude }
            numbers += [
                magnitude, magnitude.nextUp, magnitude.nextDown,
                Float(sign: .minus, exponent: magnitude.exponent, significand: 1),
            ]
            let written = text { writer in numbers.withUnsafeBufferPointer { writer.value($0) } }
            #expect(written == "[" + numbers.map(\.description).joined(separator: ",") + "]")
        }
    }

    /// Every exponent with the fractions at its ends, where the steps to the neighbours differ, and random ones.
    @Test func floatsOfEveryExponentAreSpelledAsTheStandardLibraryDoes() {
        var random = SeededGenerator(5)
        for exponent in UInt32(0)..<255 {
            var fractions: [UInt32] = [0, 1, 2, 3, 0x40_0000, 0x7F_FFFD, 0x7F_FFFE, 0x7F_FFFF]
            fractions += (0..<500).map { _ in random.next() & 0x7F_FFFF }
            // Short decimals come from fractions that end with zeros.
            fractions += fractions.map { $0 & 0x7F_F000 }
            let numbers = fractions.map { Float(bitPattern: exponent << 23 | $0) }
            let written = text { writer in numbers.withUnsafeBufferPointer { writer.value($0) } }
            #expect(written == "[" + numbers.map(\.description).joined(separator: ",") + "]")
        }
    }

    @Test func decimalsOfFewDigitsAreSpelledAsTheyAre() {
        for digits in 1...999 {
            for exponent in -45...38 {
                guard let number = Float("\(digits)e\(exponent)"), number.isFinite, number.isNormal else { continue }
                #expect(text { $0.value(number) } == number.description)
            }
        }
    }

    @Test(
        arguments: [
            (0, "0.0"), (-0.0, "-0.0"), (1, "1.0"), (-1, "-1.0"), (0.1, "0.1"), (120, "120.0"), (12.5, "12.5"),
            (1e-4, "0.0001"),
            (1e-5, "1e-05"), (-1.5e-5, "-1.5e-05"), (16_777_216, "16777216.0"), (1e9, "1e+09"),
            (.leastNonzeroMagnitude, "1e-45"),
        ] as [(Float, String)])
    func floatsAreSpelledShortly(number: Float, spelling: String) {
        #expect(text { $0.value(number) } == spelling)
    }

    @Test func randomDoublesReadBackToTheBit() throws {
        var random = SeededGenerator(1)
        var numbers = (0..<50_000).map { _ in Double(bitPattern: random.next()) }.filter(\.isFinite)
        numbers += [0, -0.0, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, 1e-5, 1e16]
        let document = try JSONDocument(
            parsing: text { writer in writer.array { for number in numbers { $0.value(number) } } })
        let read = try #require(document.root.elements).map(\.number)
        #expect(read.map { $0?.bitPattern } == numbers.map(\.bitPattern))
    }
}

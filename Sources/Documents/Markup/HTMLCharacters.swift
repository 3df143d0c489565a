/// References to characters: `&amp;`, `&#233;`, `&#xE9;`, and the old names that need no semicolon.
enum HTMLCharacters {
    private static let named: [String: String] = {
        var named: [String: String] = [:]
        for entry in htmlCharacterNames.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            let parts = entry.split(separator: "=")
            guard parts.count == 2 else { continue }
            var text = String.UnicodeScalarView()
            for number in parts[1].split(separator: "+") {
                if let scalar = UInt32(number, radix: 16).flatMap(Unicode.Scalar.init) { text.append(scalar) }
            }
            named[String(parts[0])] = String(text)
        }
        return named
    }()

    private static let withoutSemicolon = Set(
        htmlNamesWithoutSemicolon.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init))

    private static let longestName = 32
    private static let longestWithoutSemicolon = 6

    /// The reference that begins with the "&" at `start`: its text and its end. nil where the sign is text.
    ///
    /// - inAttribute: there a name without its semicolon counts only when no letter, digit or "=" follows.
    static func reference(in bytes: [UInt8], at start: Int, limit: Int, inAttribute: Bool) -> (text: String, end: Int)?
    {
        guard start + 1 < limit else { return nil }
        if bytes[start + 1] == UInt8(ascii: "#") { return number(in: bytes, at: start + 2, limit: limit) }
        var end = start + 1
        while end < limit, end - start <= longestName, isAlphanumeric(bytes[end]) { end += 1 }
        if end < limit, bytes[end] == UInt8(ascii: ";"),
            let text = named[String(decoding: bytes[start + 1..<end], as: UTF8.self)]
        {
            return (text, end + 1)
        }
        var length = min(end - start - 1, longestWithoutSemicolon)
        while length > 1 {
            let name = String(decoding: bytes[start + 1...start + length], as: UTF8.self)
            if withoutSemicolon.contains(name), let text = named[name] {
                let end = start + 1 + length
                let next = end < limit ? bytes[end] : 0
                return inAttribute && (isAlphanumeric(next) || next == UInt8(ascii: "=")) ? nil : (text, end)
            }
            length -= 1
        }
        return nil
    }

    private static func number(in bytes: [UInt8], at start: Int, limit: Int) -> (text: String, end: Int)? {
        let isHexadecimal = start < limit && bytes[start] | 0x20 == UInt8(ascii: "x")
        let first = isHexadecimal ? start + 1 : start
        var value: UInt32 = 0
        var end = first
        while end < limit, let digit = digit(bytes[end], isHexadecimal) {
            // Beyond the last scalar it does not matter how far.
            value = min(value * (isHexadecimal ? 16 : 10) + digit, 0x110000)
            end += 1
        }
        guard end > first else { return nil }
        if end < limit, bytes[end] == UInt8(ascii: ";") { end += 1 }
        if (0x80...0x9F).contains(value) { value = windows1252[Int(value) - 0x80] }
        let scalar = value == 0 ? nil : Unicode.Scalar(value)
        return (String(Character(scalar ?? "\u{FFFD}")), end)
    }

    private static func digit(_ byte: UInt8, _ isHexadecimal: Bool) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46 where isHexadecimal: UInt32(byte - 0x41 + 10)
        case 0x61...0x66 where isHexadecimal: UInt32(byte - 0x61 + 10)
        default: nil
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
    }

    /// What old pages mean by these numbers.
    private static let windows1252: [UInt32] = [
        0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0x8D, 0x17D,
        0x8F, 0x90, 0x2018,
        0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, 0x9D, 0x17E, 0x178,
    ]

    /// Text as it is written between tags; within a value also the quote around it.
    static func escaped(_ text: String, quote: UInt8? = nil) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"" where quote == UInt8(ascii: "\""): result += "&quot;"
            case "'" where quote == UInt8(ascii: "'"): result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

internal import CJansson

/// Why a text is not the JSON that was expected.
package enum JSONError: Error, Equatable {
    /// - line, column: from 1, the column in Unicode scalars; `byte`: offset of the error in the text.
    case syntax(message: String, line: Int, column: Int, byte: Int)
}

extension JSONError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .syntax(let message, let line, let column, let byte):
            "\(message) (line \(line), column \(column), byte \(byte))"
        }
    }
}

extension JSONError {
    /// jansson's report, said clearly and pointing at where the offending token begins.
    init(_ failure: json_error_t, in text: UnsafeRawBufferPointer) {
        let report = JanssonReport(failure)
        let byte = report.offset(in: text)
        let (line, column) = JSONError.position(of: byte, in: text)
        self = .syntax(message: report.message, line: line, column: column, byte: byte)
    }

    private static func position(of byte: Int, in text: UnsafeRawBufferPointer) -> (line: Int, column: Int) {
        var line = 1
        var column = 1
        for unit in text[..<byte] {
            if unit == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if unit & 0xC0 != 0x80 {  // A scalar's first byte.
                column += 1
            }
        }
        return (line, column)
    }
}

/// What jansson says of an error: `<problem> near '<token>'`, `<problem> near end of file`, or the problem alone.
private struct JanssonReport {
    let code: json_error_code
    /// Bytes read up to and including the offending token.
    let end: Int
    let problem: String
    /// The raw text of the token; nil when it was long or there was none.
    let token: String?

    init(_ failure: json_error_t) {
        code = withUnsafePointer(to: failure) { json_error_code($0) }
        end = Int(failure.position)
        let text = withUnsafeBytes(of: failure.text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let marker = " near "
        guard let near = text.firstRange(of: marker) else {
            (problem, token) = (text, nil)
            return
        }
        problem = String(text[..<near.lowerBound])
        let rest = text[near.upperBound...]
        token = rest.hasPrefix("'") && rest.hasSuffix("'") ? String(rest.dropFirst().dropLast()) : nil
    }

    /// Inside a string the error is where reading stopped; otherwise it is the token, which begins before that.
    func offset(in text: UnsafeRawBufferPointer) -> Int {
        let end = min(max(self.end, 0), text.count)
        switch code {
        case json_error_numeric_overflow:
            let numberBytes = Set("+-.0123456789eE".utf8)
            return end - text[..<end].reversed().prefix { numberBytes.contains($0) }.count
        case json_error_invalid_utf8, json_error_premature_end_of_input, json_error_stack_overflow: return end
        default:
            if problem == "invalid escape" { return text[..<end].lastIndex(of: UInt8(ascii: "\\")) ?? end }
            if problem == "unexpected newline" || problem.hasPrefix("control character") { return end }
            return max(end - (token?.utf8.count ?? 0), 0)
        }
    }

    var message: String {
        switch code {
        case json_error_premature_end_of_input: return "the text ends before the JSON is complete"
        case json_error_invalid_utf8: return "the text is not UTF-8: \(problem)"
        case json_error_stack_overflow: return "arrays and objects are nested too deeply (the limit is 2048)"
        case json_error_duplicate_key: return "the key \(token ?? "") appears twice in one object"
        case json_error_null_byte_in_key: return "a key contains U+0000"
        case json_error_end_of_input_expected: return "there is text after the end of the JSON value\(found)"
        case json_error_out_of_memory, json_error_unknown: return "the text could not be held in memory"
        case json_error_numeric_overflow:
            return problem.contains("integer")
                ? "an integer does not fit in 64 bits" : "the number \(token ?? "") is out of a double's range"
        default: return syntaxMessage
        }
    }

    private var syntaxMessage: String {
        if token == "\u{FEFF}" { return "the text begins with a byte order mark; send plain UTF-8" }
        return switch problem {
        case "invalid token", "unexpected token": "a value was expected\(found)"
        case "string or '}' expected": "a key in double quotes or '}' was expected\(found)"
        case "':' expected": "':' was expected after a key\(found)"
        case "'}' expected": "',' or '}' was expected\(found)"
        case "']' expected": "',' or ']' was expected\(found)"
        case "unexpected newline": "a line break inside a string; write it as \\n"
        case "invalid escape": "an invalid escape in a string"
        case let other where other.hasPrefix("control character"): "a \(other) inside a string; write it as an escape"
        case let other where other.hasPrefix("invalid Unicode"): "a lone surrogate in a string\(found)"
        default: problem + found
        }
    }

    private var found: String { token.map { ", found '\($0)'" } ?? "" }
}

private import CJansson

extension JSONValue {
    /// How the value reads in an error message: compact JSON of at most 60 characters, cut with "…" where it is longer.
    package var summary: String {
        let limit = 60
        var output = OutputBuffer(capacity: 512)
        let isComplete = appendSummary(to: &output, byteLimit: 4 * limit)
        let text = output.withBytes { String(decoding: $0, as: UTF8.self) }
        if isComplete && text.count <= limit { return text }
        return text.prefix(limit - 1) + "…"
    }

    /// Writes the value, stopping soon after `byteLimit` bytes. Returns whether it was written to its end.
    ///
    /// The recursion ends with the limit: every level writes at least its bracket.
    private func appendSummary(to output: inout OutputBuffer, byteLimit: Int) -> Bool {
        guard output.count < byteLimit else { return false }
        if let members {
            output.append(UInt8(ascii: "{"))
            for (index, (key, value)) in members.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                output.appendQuoted(String(key.prefix(byteLimit)))
                output.append(UInt8(ascii: ":"))
                guard value.appendSummary(to: &output, byteLimit: byteLimit) else { return false }
            }
            output.append(UInt8(ascii: "}"))
        } else if let elements {
            output.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                guard element.appendSummary(to: &output, byteLimit: byteLimit) else { return false }
            }
            output.append(UInt8(ascii: "]"))
        } else if let utf8 {
            return output.appendQuoted(utf8, byteLimit: byteLimit)
        } else {
            output.append(scalarSpelling)
        }
        return true
    }

    private var scalarSpelling: String {
        switch node.pointee.type {
        case JSON_INTEGER: json_integer_value(node).description
        case JSON_REAL: json_real_value(node).description
        case JSON_TRUE: "true"
        case JSON_FALSE: "false"
        default: "null"
        }
    }
}

extension OutputBuffer {
    /// Writes at most about `byteLimit` bytes of a string, whole scalars of it. Returns whether that was all.
    fileprivate mutating func appendQuoted(_ text: UnsafeRawBufferPointer, byteLimit: Int) -> Bool {
        var end = min(text.count, byteLimit)
        while end < text.count, end > 0, text[end] & 0xC0 == 0x80 { end -= 1 }
        appendQuoted(UnsafeRawBufferPointer(rebasing: text[..<end]))
        return end == text.count
    }
}

/// How strings and numbers are spelled in JSON.
extension OutputBuffer {
    mutating func appendQuoted(_ text: String) {
        var text = text
        text.withUTF8 { appendQuoted(UnsafeRawBufferPointer($0)) }
    }

    /// - text: UTF-8.
    mutating func appendQuoted(_ text: UnsafeRawBufferPointer) {
        append(UInt8(ascii: "\""))
        // Runs that need no escape are copied whole.
        var runStart = 0
        for index in text.indices {
            let byte = text[index]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
            append(contentsOf: UnsafeRawBufferPointer(rebasing: text[runStart..<index]))
            appendEscape(of: byte)
            runStart = index + 1
        }
        append(contentsOf: UnsafeRawBufferPointer(rebasing: text[runStart...]))
        append(UInt8(ascii: "\""))
    }

    private mutating func appendEscape(of byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"" as StaticString)
        case UInt8(ascii: "\\"): append("\\\\" as StaticString)
        case 0x08: append("\\b" as StaticString)
        case 0x09: append("\\t" as StaticString)
        case 0x0A: append("\\n" as StaticString)
        case 0x0C: append("\\f" as StaticString)
        case 0x0D: append("\\r" as StaticString)
        default:
            append("\\u00" as StaticString)
            append(OutputBuffer.hexadecimalDigit(byte >> 4))
            append(OutputBuffer.hexadecimalDigit(byte & 0xF))
        }
    }

    private static func hexadecimalDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    mutating func appendArray(_ numbers: UnsafeBufferPointer<Float>) {
        append(UInt8(ascii: "["))
        PowersOfTen.all.withUnsafeBufferPointer { appendElements(numbers, $0) }
        append(UInt8(ascii: "]"))
    }

    private mutating func appendElements(_ numbers: UnsafeBufferPointer<Float>, _ powers: UnsafeBufferPointer<UInt64>) {
        // Room is reserved for a block of numbers at a time, so that the inner loop checks nothing.
        let blockLength = 256
        for blockStart in stride(from: 0, to: numbers.count, by: blockLength) {
            let block = numbers[blockStart..<min(blockStart + blockLength, numbers.count)]
            append(atMost: block.count * (NumberText.longest + 1)) { destination in
                var written = 0
                for index in block.indices {
                    if index > 0 {
                        destination[written] = UInt8(ascii: ",")
                        written += 1
                    }
                    written += NumberText.write(numbers[index], powers, to: destination + written)
                }
                return written
            }
        }
    }
}

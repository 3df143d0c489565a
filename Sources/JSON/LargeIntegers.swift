/// Integers beyond 64 bits, which Python writes where it means "without limit": transformers saves a `model_max_length` of 10³⁰.
enum LargeIntegers {
    /// The text with such integers spelled as reals ("1000…0" as "1000…0.0"); nil when it has none.
    static func asReals(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
        var rewritten: [UInt8] = []
        var copied = 0
        var position = 0
        var isInString = false
        while position < text.count {
            let byte = text[position]
            if isInString {
                if byte == UInt8(ascii: "\\") { position += 1 }
                if byte == UInt8(ascii: "\"") { isInString = false }
                position += 1
            } else if isDigit(byte) {
                let end = text[position...].firstIndex { !isPartOfNumber($0) } ?? text.count
                if isTooLarge(text[position..<end]) {
                    rewritten.append(contentsOf: text[copied..<end])
                    rewritten.append(contentsOf: ".0".utf8)
                    copied = end
                }
                position = end
            } else {
                if byte == UInt8(ascii: "\"") { isInString = true }
                position += 1
            }
        }
        if copied == 0 { return nil }
        rewritten.append(contentsOf: text[copied...])
        return rewritten
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isPartOfNumber(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e") || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "+")
    }

    /// Whether digits, without a sign, are no 64-bit integer.
    private static func isTooLarge(_ number: Slice<UnsafeRawBufferPointer>) -> Bool {
        var value: Int64 = 0
        for byte in number {
            guard isDigit(byte) else { return false }
            let (shifted, overflows) = value.multipliedReportingOverflow(by: 10)
            let (sum, carries) = shifted.addingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
            // What follows decides whether it is an integer at all.
            if overflows || carries { return number.allSatisfy(isDigit) }
            value = sum
        }
        return false
    }
}

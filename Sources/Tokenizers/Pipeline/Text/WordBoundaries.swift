/// Looks around a place in a text of valid UTF-8.
enum WordBoundaries {
    /// Whether a word goes on before a range or after it.
    static func isInsideWord(_ range: Range<Int>, of text: UnsafeBufferPointer<UInt8>) -> Bool {
        var before = range.lowerBound
        if before > 0 {
            before = scalarStart(before: before, in: text)
            if ScalarProperties(of: UTF8Scalars.next(in: text, at: &before)).contains(.word) { return true }
        }
        var after = range.upperBound
        return after < text.count
            && ScalarProperties(of: UTF8Scalars.next(in: text, at: &after)).contains(.word)
    }

    /// Where the white space begins that ends at a position.
    static func spaceStart(before position: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        var start = position
        while start > 0 {
            let previous = scalarStart(before: start, in: text)
            var next = previous
            guard ScalarProperties(of: UTF8Scalars.next(in: text, at: &next)).contains(.whiteSpace) else { break }
            start = previous
        }
        return start
    }

    /// Where the white space ends that begins at a position.
    static func spaceEnd(after position: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        var end = position
        while end < text.count {
            var next = end
            guard ScalarProperties(of: UTF8Scalars.next(in: text, at: &next)).contains(.whiteSpace) else { break }
            end = next
        }
        return end
    }

    private static func scalarStart(before position: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        var start = position - 1
        while start > 0, UTF8.isContinuation(text[start]) { start -= 1 }
        return start
    }
}

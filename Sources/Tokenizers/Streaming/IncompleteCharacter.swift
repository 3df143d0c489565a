extension Array where Element == UInt8 {
    /// How many of the last bytes may be the beginning of a character whose end is still to come: 0 to 3.
    ///
    /// What is before them is text or not whatever follows, because no character goes on with the first byte of another.
    var incompleteSuffixCount: Int {
        for count in 1...3 where count <= self.count {
            let byte = self[self.count - count]
            if UTF8.isContinuation(byte) { continue }
            let length =
                switch byte {
                case 0xC2...0xDF: 2
                case 0xE0...0xEF: 3
                case 0xF0...0xF4: 4
                default: 1
                }
            return count < length ? count : 0
        }
        return 0
    }
}

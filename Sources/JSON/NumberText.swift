private import Glibc

/// Numbers in the shortest decimal form that reads back as the same value, spelled as the standard library spells them
/// ("1.0", "0.25", "1e-05"). NaN and the infinities, for which JSON has no number, become "null".
enum NumberText {
    /// Bytes that no spelling exceeds: "-2.2250738585072014e-308" has 24.
    static let longest = 32

    /// Returns the length.
    /// - destination: room for `longest` bytes.
    static func write(_ number: Double, to destination: UnsafeMutablePointer<UInt8>) -> Int {
        copy(number.isFinite ? number.description : "null", to: destination)
    }

    /// As for doubles. Attention maps are millions of these, so that numbers of the usual sizes take a shorter way.
    static func write(_ number: Float, to destination: UnsafeMutablePointer<UInt8>) -> Int {
        var destination = destination
        var signLength = 0
        if number.sign == .minus {
            destination[0] = UInt8(ascii: "-")
            destination += 1
            signLength = 1
        }
        if let decimal = ShortestDecimal(number.magnitude) { return signLength + decimal.write(to: destination) }
        if number.isNaN || number.isInfinite { return copy("null", to: destination - signLength) }
        return signLength + copy(number.magnitude.description, to: destination)
    }

    private static func copy(_ text: String, to destination: UnsafeMutablePointer<UInt8>) -> Int {
        var text = text
        return text.withUTF8 { bytes in
            guard let source = bytes.baseAddress else { return 0 }
            memcpy(destination, source, bytes.count)
            return bytes.count
        }
    }
}

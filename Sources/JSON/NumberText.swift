private import Glibc

/// Numbers in the shortest decimal form that reads back as the same value, spelled as the standard library spells them
/// ("1.0", "0.25", "1e-05"). NaN and the infinities, for which JSON has no number, become "null".
enum NumberText {
    /// Bytes that no spelling exceeds: "-2.2250738585072014e-308" has 24.
    static let longest = 32

    /// Returns the length.
    /// - destination: room for `longest` bytes.
    static func write(_ number: Double, to destination: UnsafeMutablePointer<UInt8>) -> Int {
        var text = number.isFinite ? number.description : "null"
        return text.withUTF8 { bytes in
            guard let source = bytes.baseAddress else { return 0 }
            memcpy(destination, source, bytes.count)
            return bytes.count
        }
    }

    /// As for doubles. Attention maps are millions of these.
    /// - powers: `PowersOfTen.all`, which a loop looks up once.
    @inline(__always)
    static func write(
        _ number: Float, _ powers: UnsafeBufferPointer<UInt64>, to destination: UnsafeMutablePointer<UInt8>
    ) -> Int {
        let destination = UnsafeMutableRawPointer(destination)
        let magnitude = number.bitPattern & 0x7FFF_FFFF
        guard magnitude < 0x7F80_0000 else {
            destination.storeBytes(of: text("null"), as: UInt64.self)
            return 4
        }
        // The sign is written whether there is one or not.
        destination.storeBytes(of: UInt8(ascii: "-"), as: UInt8.self)
        let signLength = Int(number.bitPattern >> 31)
        guard magnitude > 0 else {
            (destination + signLength).storeBytes(of: text("0.0"), as: UInt64.self)
            return signLength + 3
        }
        let decimal = DecimalText(ShortestDecimal(bits: magnitude, powers))
        let isPositional = magnitude <= positionalLimit && decimal.point > -4
        let unsigned = destination + signLength
        return signLength
            + (isPositional ? decimal.writePositional(to: unsigned) : decimal.writeScientific(to: unsigned))
    }

    /// 2^24: larger floats are written with an exponent.
    private static let positionalLimit: UInt32 = 0x4B80_0000
}

/// Up to eight characters, the first in the lowest byte.
@inline(__always)
private func text(_ characters: StaticString) -> UInt64 {
    var word: UInt64 = 0
    for place in 0..<characters.utf8CodeUnitCount {
        word |= UInt64(characters.utf8Start[place]) &<< UInt64(8 * place)
    }
    return word
}

/// The digits of a decimal as characters, without zeros at its end.
private struct DecimalText {
    /// The first eight, the first in the lowest byte, filled up with zeros.
    private let first: UInt64
    /// The ninth, if there are nine.
    private let last: UInt8
    private let count: Int
    /// How many digits stand before the point; zeros follow it when negative.
    let point: Int

    private static let zeros: UInt64 = 0x3030_3030_3030_3030

    @inline(__always)
    init(_ decimal: ShortestDecimal) {
        let length: Int
        if decimal.digits >= 100_000_000 {
            // Such a decimal does not end with a zero: it would be a shorter one.
            let leading = decimal.digits / 100_000_000
            let eight = Self.eightDigits(decimal.digits &- leading &* 100_000_000)
            first = (UInt64(leading) | eight &<< 8) | Self.zeros
            last = UInt8(truncatingIfNeeded: eight &>> 56) | 0x30
            (length, count) = (9, 9)
        } else {
            let eight = Self.eightDigits(decimal.digits)
            let leading = eight.trailingZeroBitCount & ~7
            let digits = eight &>> UInt64(leading)
            first = digits | Self.zeros
            last = 0x30
            length = 8 &- leading &>> 3
            count = 8 &- digits.leadingZeroBitCount &>> 3
        }
        point = length &+ Int(decimal.exponent)
    }

    /// All eight digits of a number below 10^8 at once, the first in the lowest byte: in halves of four, then of two, then of one.
    @inline(__always)
    private static func eightDigits(_ number: UInt32) -> UInt64 {
        let high = UInt64(number / 10_000)
        let fours = high | (UInt64(number) &- high &* 10_000) &<< 32
        let hundreds = ((fours &* 10_486) &>> 20) & 0x0000_007F_0000_007F
        let twos = hundreds | (fours &- hundreds &* 100) &<< 16
        let tens = ((twos &* 103) &>> 10) & 0x000F_000F_000F_000F
        return tens | (twos &- tens &* 10) &<< 8
    }

    /// "0.0025", "12.0", "1.5". Returns the length.
    /// - destination: room for 20 bytes; `point` is -3 ... 8
    @inline(__always)
    func writePositional(to destination: UnsafeMutableRawPointer) -> Int {
        if point <= 0 {
            destination.storeBytes(of: text("0.000000"), as: UInt64.self)
            writeDigits(to: destination + (2 &- point))
            return 2 &- point &+ count
        }
        destination.storeBytes(of: first, as: UInt64.self)
        if count > point {
            (destination + point + 1).storeBytes(of: first >> UInt64(8 &* point), as: UInt64.self)
            (destination + 9).storeBytes(of: last, as: UInt8.self)
            (destination + point).storeBytes(of: UInt8(ascii: "."), as: UInt8.self)
            return count &+ 1
        }
        (destination + point).storeBytes(of: text(".0"), as: UInt64.self)
        return point &+ 2
    }

    /// "1e-05", "1.5e+09". Returns the length.
    /// - destination: room for 20 bytes
    func writeScientific(to destination: UnsafeMutableRawPointer) -> Int {
        destination.storeBytes(of: first & 0xFF | UInt64(UInt8(ascii: ".")) << 8, as: UInt64.self)
        (destination + 2).storeBytes(of: first &>> 8, as: UInt64.self)
        (destination + 9).storeBytes(of: last, as: UInt8.self)
        let end = count == 1 ? 1 : count &+ 1
        let exponent = point &- 1
        let size = UInt64(exponent.magnitude)
        let sign = UInt64(exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        let characters = UInt64(UInt8(ascii: "e")) | sign << 8 | (0x30 + size / 10) << 16 | (0x30 + size % 10) << 24
        (destination + end).storeBytes(of: characters, as: UInt64.self)
        return end &+ 4
    }

    @inline(__always)
    private func writeDigits(to destination: UnsafeMutableRawPointer) {
        destination.storeBytes(of: first, as: UInt64.self)
        (destination + 8).storeBytes(of: last, as: UInt8.self)
    }
}

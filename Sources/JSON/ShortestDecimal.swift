/// `digits` × 10^-`scale`: of the decimals that read back as a float, those with the fewest digits, and of these the nearest.
///
/// What reads back as m × 2^e is everything between (m - ½) × 2^e and (m + ½) × 2^e, and the bounds too when m is even. Let a
/// unit be the 10^-scale for which 2^e is between 1 and 10 units. Then this range holds at least one whole number of units,
/// and at most one multiple of ten of them, which is the shorter decimal; when there is none, the nearest whole number is the
/// answer. For the exponents admitted here all of it is exact in 128-bit integers.
struct ShortestDecimal {
    private var digits: UInt32
    private var scale: Int

    private static let powersOfTen: [UInt128] = (0...30).map { (0..<$0).reduce(1) { power, _ in power * 10 } }

    /// nil beyond 2^-76 ..< 2^24, and for powers of two, whose range of decimals is lopsided.
    init?(_ number: Float) {
        let significand = UInt64(number.significandBitPattern)
        let exponent = Int(number.exponentBitPattern) - 150
        guard significand != 0, (-99 ... -1).contains(exponent) else {
            if number == 0 || number == 1 {
                (digits, scale) = (UInt32(number), 0)
                return
            }
            return nil
        }
        // ⌊-e log₁₀ 2⌋ + 1: the least power of ten above 2^-e.
        scale = (-exponent * 78913) >> 18 + 1
        let power = ShortestDecimal.powersOfTen[scale]
        // In half units, times 2^-e, so that the number and its bounds are whole; `shift` leads back to units.
        let doubled = UInt128((significand | 1 << 23) << 1)
        let value = doubled &* power
        let lower = value &- power
        let upper = value &+ power
        let shift = 1 - exponent
        let floor = UInt32(truncatingIfNeeded: value &>> shift)
        let boundsCount = significand & 1 == 0

        let ten = floor / 10 * 10
        let below = UInt128(ten) &<< shift
        let above = UInt128(ten + 10) &<< shift
        if below > lower || (boundsCount && below == lower) {
            digits = ten
        } else if above < upper || (boundsCount && above == upper) {
            digits = ten + 10
        } else {
            let remainder = value &- UInt128(floor) &<< shift
            let half = UInt128(1) &<< (shift - 1)
            let roundsUp = remainder > half || (remainder == half && floor & 1 == 1)
            digits = roundsUp ? floor + 1 : floor
        }
        while digits % 10 == 0 {
            digits /= 10
            scale -= 1
        }
    }

    /// Writes "0.25", "12.0" or "1.5e-05". Returns the length.
    /// - destination: room for `NumberText.longest` bytes.
    func write(to destination: UnsafeMutablePointer<UInt8>) -> Int {
        let count = digitCount
        /// How many digits stand before the point; zeros follow it when negative.
        let point = count - scale
        if point >= count {
            writeDigits(count, to: destination)
            let end = writeZeros(point - count, to: destination + count)
            end[0] = UInt8(ascii: ".")
            end[1] = UInt8(ascii: "0")
            return point + 2
        }
        if point > 0 {
            writeDigits(count, to: destination + 1)
            destination.update(from: destination + 1, count: point)
            destination[point] = UInt8(ascii: ".")
            return count + 1
        }
        if point > -4 {
            destination[0] = UInt8(ascii: "0")
            destination[1] = UInt8(ascii: ".")
            writeDigits(count, to: writeZeros(-point, to: destination + 2))
            return 2 - point + count
        }
        return writeScientific(count, exponent: point - 1, to: destination)
    }

    /// - exponent: -99 ... -1
    private func writeScientific(_ count: Int, exponent: Int, to destination: UnsafeMutablePointer<UInt8>) -> Int {
        writeDigits(count, to: destination + 1)
        destination[0] = destination[1]
        destination[1] = UInt8(ascii: ".")
        let end = destination + (count == 1 ? 1 : count + 1)
        end[0] = UInt8(ascii: "e")
        end[1] = UInt8(ascii: "-")
        end[2] = UInt8(ascii: "0") + UInt8(-exponent / 10)
        end[3] = UInt8(ascii: "0") + UInt8(-exponent % 10)
        return end + 4 - destination
    }

    private func writeDigits(_ count: Int, to destination: UnsafeMutablePointer<UInt8>) {
        var rest = digits
        for position in stride(from: count - 1, through: 0, by: -1) {
            destination[position] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    /// Returns the end.
    private func writeZeros(_ count: Int, to destination: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        destination.update(repeating: UInt8(ascii: "0"), count: count)
        return destination + count
    }

    private var digitCount: Int {
        var count = 1
        var bound: UInt32 = 10
        while count < 10, digits >= bound {
            count += 1
            bound &*= 10
        }
        return count
    }
}

/// `digits` × 10^`exponent`: of the decimals that read back as a float, those with the fewest digits, and of these the nearest.
///
/// The way of Giulietti 2021, "The Schubfach way to render doubles", with the sizes of floats. What reads back as c × 2^q is
/// everything between its bounds, half way to its neighbours (and the bounds too when c is even). Let a unit be the
/// largest power of ten that is not above the distance of the bounds. Then there is at least one whole number of units between
/// them, and at most one multiple of ten units, which is the shorter decimal; when there is none, the nearest whole number is
/// the answer. The bounds are needed in quarters of a unit only, and whether there is a rest: a product with 64 bits of the
/// power of ten is enough for every float.
struct ShortestDecimal {
    let digits: UInt32
    let exponent: Int32

    /// - bits: of a finite float above 0.
    @inline(__always)
    init(bits: UInt32, _ powers: UnsafeBufferPointer<UInt64>) {
        let fraction = bits & 0x7F_FFFF
        let biased = Int32(truncatingIfNeeded: bits >> 23)
        let significand = biased == 0 ? fraction : fraction | 1 << 23
        let binary = (biased == 0 ? 1 : biased) &- 150
        // Below a power of two, floats lie twice as dense.
        let isLopsided = fraction == 0 && biased > 1

        // ⌊log₁₀ 2^binary⌋, or of ¾ 2^binary.
        let unit = (binary &* 1_262_611 &- (isLopsided ? 524_031 : 0)) &>> 22
        // 10^-unit is `power` × 2^(⌊log₂ 10^-unit⌋ - 63).
        let power = powers[Int(-unit &- PowersOfTen.least)]
        let shift = UInt32(truncatingIfNeeded: binary &+ ((-unit &* 1_741_647) &>> 19) &+ 1)
        let center = significand &<< 2
        let outside = significand & 1
        let lower = Self.quarters(power, (center &- (isLopsided ? 1 : 2)) &<< shift) &+ outside
        let value = Self.quarters(power, center &<< shift)
        let upper = Self.quarters(power, (center &+ 2) &<< shift) &- outside

        let floor = value &>> 2
        let ten = floor / 10
        let isTenInside = lower <= 40 &* ten
        let isNextTenInside = 40 &* ten &+ 40 <= upper
        if isTenInside != isNextTenInside {
            digits = ten &+ (isNextTenInside ? 1 : 0)
            exponent = unit &+ 1
            return
        }
        exponent = unit
        let isFloorInside = lower <= 4 &* floor
        let isNextInside = 4 &* floor &+ 4 <= upper
        if isFloorInside != isNextInside {
            digits = floor &+ (isNextInside ? 1 : 0)
        } else {
            let half = 4 &* floor &+ 2
            digits = floor &+ (value > half || (value == half && floor & 1 == 1) ? 1 : 0)
        }
    }

    /// The product's whole part, its last bit set when there is a rest ("rounded to odd").
    @inline(__always)
    private static func quarters(_ power: UInt64, _ factor: UInt32) -> UInt32 {
        let product = power.multipliedFullWidth(by: UInt64(factor))
        return UInt32(truncatingIfNeeded: product.high) | (product.low &>> 32 > 1 ? 1 : 0)
    }
}

/// The first 64 bits of the powers of ten, rounded up: 10^k / 2^(⌊log₂ 10^k⌋ - 63).
enum PowersOfTen {
    /// The exponents that floats need: `least`...45.
    static let least: Int32 = -31

    static let all: [UInt64] = (1...31).reversed().map(reciprocal) + (0...45).map(power)

    /// 5^k has the same bits as 10^k, and 105 of them at most.
    private static func five(_ exponent: Int) -> UInt128 { (0..<exponent).reduce(1) { power, _ in power * 5 } }

    private static func power(_ exponent: Int) -> UInt64 {
        let five = five(exponent)
        let bits = UInt128.bitWidth - five.leadingZeroBitCount
        guard bits > 64 else { return UInt64(five << UInt128(64 - bits)) }
        let shift = UInt128(bits - 64)
        return UInt64(five >> shift) + (five & (1 << shift - 1) == 0 ? 0 : 1)
    }

    /// By long division, bit by bit.
    private static func reciprocal(_ exponent: Int) -> UInt64 {
        let five = five(exponent)
        var rest: UInt128 = 1
        var quotient: UInt64 = 0
        while quotient.leadingZeroBitCount > 0 {
            rest <<= 1
            quotient <<= 1
            if rest >= five {
                rest -= five
                quotient |= 1
            }
        }
        return quotient + 1
    }
}

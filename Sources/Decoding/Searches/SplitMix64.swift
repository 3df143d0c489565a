import Glibc

/// A small random number generator with 64 bits of state (Steele, Lea & Flood 2014).
struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(state: UInt64) { self.state = state }

    /// One generator per sequence of a request. The i-th does not depend on how many there are.
    static func streams(seed: UInt64, count: Int) -> [SplitMix64] {
        var states = SplitMix64(state: seed)
        return (0..<count).map { _ in SplitMix64(state: states.next()) }
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Gumbel's distribution: the largest of log-weights, each with such a number added, is a draw by the weights.
    mutating func gumbel() -> Double { -log(-log((Double(next() >> 11) + 0.5) * 0x1p-53)) }

    /// In 0..<1, a multiple of 2⁻⁵³.
    mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }
}

extension DecodingOptions {
    /// Without a seed one is drawn from the system.
    var drawnSeed: UInt64 { seed ?? UInt64.random(in: .min ... .max) }
}

import Glibc

/// How good a beam that has ended is: the sum of its log-probabilities / length^lengthPenalty.
///
/// Ordered as the real numbers are, also where a float cannot hold the quotient: 40^1000 is infinite, and what is divided by it is 0.
struct BeamScore: Sendable, Comparable {
    /// For the reply: HF's `sequences_scores`, or the largest finite number of its sign.
    let value: Float
    /// What orders quotients that are the same `value` because a float does not hold them: the sum, whose sign is the quotient's, and
    /// with that sign the logarithm of the quotient's size. 0 where a float holds it.
    private var sum: Float = 0
    private var size = 0.0

    /// - sum: not NaN
    /// - length: at least 1
    /// - penalty: finite
    init(sum: Float, length: Int, penalty: Float) {
        let sum = sum.heldFinite
        let divisor = pow(Double(length), Double(penalty))
        guard sum != 0 else {
            value = 0
            return
        }
        let quotient =
            Float(divisor).isNormal ? sum / Float(divisor) : Float(Double(sum) / max(divisor, .leastNonzeroMagnitude))
        value = quotient.heldFinite
        guard !quotient.isNormal else { return }
        self.sum = sum
        size = (sum < 0 ? -1 : 1) * (log(Double(abs(sum))) - Double(penalty) * log(Double(length)))
    }

    static func < (one: BeamScore, other: BeamScore) -> Bool {
        if one.value != other.value { return one.value < other.value }
        if (one.sum < 0) != (other.sum < 0) || (one.sum > 0) != (other.sum > 0) { return one.sum < other.sum }
        return one.size != other.size ? one.size < other.size : one.sum < other.sum
    }
}

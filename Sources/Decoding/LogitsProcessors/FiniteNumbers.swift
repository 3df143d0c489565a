extension Float {
    /// The nearest finite number: what arithmetic on a score overflows to. A score of −∞ is a ban, which is never computed.
    var heldFinite: Float {
        isFinite || isNaN ? self : (self < 0 ? -Float.greatestFiniteMagnitude : Float.greatestFiniteMagnitude)
    }
}

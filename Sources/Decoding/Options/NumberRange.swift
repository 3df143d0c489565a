/// An interval of real numbers; either end may be left out of it.
package struct NumberRange: Sendable, Equatable {
    package var lower: Double
    package var upper: Double
    package var includesLower: Bool

    package init(lower: Double = -.infinity, upper: Double = .infinity, includesLower: Bool = true) {
        self.lower = lower
        self.upper = upper
        self.includesLower = includesLower
    }

    /// Whatever a float holds.
    package static let any = NumberRange()
    package static let positive = NumberRange(lower: 0, includesLower: false)

    package func contains(_ number: Double) -> Bool {
        number <= upper && (includesLower ? number >= lower : number > lower)
    }

    /// Whether it does, and the float is a number.
    func contains(_ number: Float) -> Bool { number.isFinite && contains(Double(number)) }

    /// To follow "a number": `above 0 and at most 1`.
    package var words: String {
        let from = lower == -.infinity ? nil : "\(includesLower ? "of at least" : "above") \(NumberRange.text(lower))"
        let to = upper == .infinity ? nil : "at most \(NumberRange.text(upper))"
        let words = [from, to].compactMap(\.self).joined(separator: " and ")
        return words.isEmpty ? "that a 32-bit float can hold" : words
    }

    /// 2 rather than 2.0.
    private static func text(_ number: Double) -> String { Int(exactly: number).map { "\($0)" } ?? "\(number)" }
}

package import JSON

/// How far numbers are from a reference: the largest difference, and the largest magnitude of the reference.
package struct Difference: Sendable, CustomStringConvertible {
    package let largest: Float
    package let scale: Float
    /// Numbers of both; differing counts make every comparison fail.
    package let count: Int
    package let expectedCount: Int

    package init(_ found: [Float], from expected: [Float]) {
        count = found.count
        expectedCount = expected.count
        scale = expected.reduce(0) { max($0, abs($1)) }
        largest = zip(found, expected).reduce(0) { max($0, ($1.0 - $1.1).isNaN ? .infinity : abs($1.0 - $1.1)) }
    }

    /// - expected: nested arrays of numbers
    package init(_ found: [Float], from expected: JSONValue) { self.init(found, from: expected.flatFloats) }

    /// The largest difference as a fraction of the reference's scale.
    package var relative: Float { count == expectedCount ? largest / max(scale, 1e-6) : .infinity }

    /// Within `tolerance` of the reference's scale.
    package func isWithin(_ tolerance: Float) -> Bool {
        relative <= tolerance
    }

    package var description: String {
        "largest difference \(largest) at a scale of \(scale), \(count) of \(expectedCount) numbers"
    }
}

extension JSONValue {
    /// All numbers of nested arrays, in order.
    package var flatNumbers: [Double] {
        if let elements { return elements.flatMap(\.flatNumbers) }
        return number.map { [$0] } ?? []
    }

    package var flatFloats: [Float] { flatNumbers.map { Float($0) } }

    /// The elements of an array; none of anything else.
    package var list: [JSONValue] { elements.map(Array.init) ?? [] }

    package var tokenIDs: [Int32] { elements?.compactMap { $0.integer.map(Int32.init) } ?? [] }

    /// A member that the fixture must have.
    package func required(_ key: String) throws -> JSONValue {
        guard let value = self[key] else { throw FixtureError.missing(key) }
        return value
    }
}

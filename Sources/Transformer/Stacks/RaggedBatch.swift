/// Where each sequence of a ragged batch begins: sequences stand one after the other, without padding.
package struct RaggedBatch: Sendable {
    /// Rows of each sequence in a [totalTokens, …] tensor.
    package let ranges: [Range<Int>]

    package init(lengths: [Int]) {
        var start = 0
        ranges = lengths.map { length in
            defer { start += length }
            return start..<(start + length)
        }
    }

    package var totalCount: Int { ranges.last?.upperBound ?? 0 }
}

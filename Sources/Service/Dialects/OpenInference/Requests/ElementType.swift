/// The types of elements that tensors have here, by the protocol's names.
enum ElementType: String, CaseIterable, Sendable {
    case int64 = "INT64"
    case float32 = "FP32"
    /// Texts.
    case bytes = "BYTES"
}

/// Numbers of a shape's elements.
extension [Int] {
    /// nil where no memory has so many.
    var elementCount: Int? {
        var count = 1
        for dimension in self {
            let (product, overflows) = count.multipliedReportingOverflow(by: dimension)
            guard !overflows, product >= 0 else { return nil }
            count = product
        }
        return count
    }

    /// `[2, 3]`
    var shapeText: String { "[\(map(String.init).joined(separator: ", "))]" }
}

import Transformer

/// About how many bytes a reply will have, known from counts alone: a reply that would be too large is refused before any work.
struct ReplySize {
    /// In floating point, which cannot overflow whatever a client asks for.
    private(set) var bytes = 512.0

    /// A number in shortest form and its comma, on average.
    private static let bytesPerNumber = 12.0
    private static let bytesPerZero = 2.0
    private static let bytesPerToken = 100.0
    private static let bytesPerAlternative = 60.0

    mutating func add(numbers: Double) { bytes += numbers * Self.bytesPerNumber }

    mutating func add(tokens: Int, alternativesEach: Int = 0) {
        bytes += Double(tokens) * (Self.bytesPerToken + Double(alternativesEach) * Self.bytesPerAlternative)
    }

    /// - isCausal: row i of the map has weights for the first i + 1 keys only, and zeros for the others.
    mutating func add(_ map: AttentionSelection.Selected?, queries: Int, keys: Int, isCausal: Bool = false) {
        guard let map else { return }
        let matrices = Double(map.layers.count) * Double(map.heads.count)
        let cells = Double(queries) * Double(keys)
        let zeros = isCausal ? Double(queries) * Double(max(keys - 1, 0)) / 2 : 0
        bytes += matrices * ((cells - zeros) * Self.bytesPerNumber + zeros * Self.bytesPerZero)
    }

    func check(limit: Int, param: String?, remedy: String) throws(ServiceError) {
        guard bytes > Double(limit) else { return }
        throw .responseTooLarge(param: param, bytes: Int(min(bytes, 1e18)), limit: limit, remedy: remedy)
    }
}

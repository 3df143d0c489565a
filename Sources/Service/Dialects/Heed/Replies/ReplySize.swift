import Tasks
import Transformer

/// About how many bytes a reply will have, known from counts alone: a reply that would be too large is refused before any work.
///
/// All in floating point, which cannot overflow whatever a client asks for.
struct ReplySize {
    /// Weights of maps: those that are numbers like any other, and zeros for keys that come after the query.
    private struct Cells {
        var numbers = 0.0
        var zeros = 0.0

        func bytes(_ format: AttentionFormat) -> Double {
            numbers * format.bytesPerWeight(isZero: false) + zeros * format.bytesPerWeight(isZero: true)
        }
    }

    /// All but the weights of maps.
    private var otherBytes = 512.0
    /// Of every head, and as if each layer had one.
    private var cells = Cells()
    private var reducedCells = Cells()

    /// A number in shortest form and its comma, on average.
    static let bytesPerNumber = 12.0
    static let bytesPerZero = 4.0
    private static let bytesPerToken = 100.0
    private static let bytesPerAlternative = 60.0
    private static let bytesPerUnit = 50.0
    private static let bytesPerLink = 80.0

    mutating func add(numbers: Double) { otherBytes += numbers * Self.bytesPerNumber }

    mutating func add(tokens: Int, alternativesEach: Int = 0) {
        otherBytes += Double(tokens) * (Self.bytesPerToken + Double(alternativesEach) * Self.bytesPerAlternative)
    }

    /// - isCausal: row i of the map has weights for the first i + 1 keys only, and zeros for the others.
    mutating func add(_ map: AttentionSelection.Selected?, queries: Int, keys: Int, isCausal: Bool = false) {
        guard let map else { return }
        let zeros = isCausal ? Double(queries) * Double(max(keys - 1, 0)) / 2 : 0
        let numbers = Double(queries) * Double(keys) - zeros
        let (layers, heads) = (Double(map.layers.count), Double(map.heads.count))
        reducedCells.numbers += layers * numbers
        reducedCells.zeros += layers * zeros
        cells.numbers += layers * heads * numbers
        cells.zeros += layers * heads * zeros
    }

    /// An alignment of so many tokens, which may be units all of them.
    mutating func add(_ links: AlignmentChoice.Links, sourceTokens: Int, targetTokens: Int) {
        let (source, target) = (Double(sourceTokens), Double(targetTokens))
        otherBytes += 200 + (source + target) * Self.bytesPerUnit
        otherBytes += target * (links == .all ? source : 1) * Self.bytesPerLink
    }

    func bytes(_ format: AttentionFormat = AttentionFormat()) -> Double {
        otherBytes + (format.reduction == .none ? cells : reducedCells).bytes(format)
    }

    /// - remedy: what else helps than a smaller format.
    func check(
        _ format: AttentionFormat = AttentionFormat(), limit: Int, param: String?, remedy: String
    ) throws(ServiceError) {
        guard bytes(format) > Double(limit) else { return }
        throw .responseTooLarge(
            param: param, bytes: Self.whole(bytes(format)), limit: limit, remedy: remedy + cheaper(than: format))
    }

    /// The formats of maps that take fewer bytes, with how many they would take.
    private func cheaper(than format: AttentionFormat) -> String {
        guard cells.numbers > 0 else { return "" }
        var choices = format.smaller.map { "\($0.words): about \(Self.whole(bytes($0)))" }
        if format.reduction == .none {
            var reduced = format
            reduced.reduction = .mean
            choices.append("\"reduce\": \"mean\": about \(Self.whole(bytes(reduced)))")
        }
        guard !choices.isEmpty else { return "" }
        return " In bytes, with other fields of attention: " + choices.joined(separator: "; ") + "."
    }

    private static func whole(_ bytes: Double) -> Int { Int(min(bytes, 1e18)) }
}

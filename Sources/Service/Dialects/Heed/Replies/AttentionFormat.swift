import JSON
import Tensors
import Transformer

/// How a reply writes its attention maps.
struct AttentionFormat: Sendable, Equatable {
    enum Encoding: String, CaseIterable { case json, base64 }
    enum Reduction: String, CaseIterable { case none, mean, max }
    enum NumberType: String, CaseIterable { case float32, float16, uint8 }

    /// Over the chosen heads.
    var reduction = Reduction.none
    var encoding = Encoding.json
    /// With JSON always float32.
    var numberType = NumberType.float32

    /// The formats of fewer bytes for the same axes, the largest first.
    var smaller: [AttentionFormat] {
        let ladder = [NumberType.float32, .float16, .uint8].map {
            AttentionFormat(reduction: reduction, encoding: .base64, numberType: $0)
        }
        return encoding == .json ? ladder : Array(ladder.drop { $0 != self }.dropFirst())
    }

    /// As fields of a request: `"encoding": "base64", "dtype": "uint8"`.
    var words: String {
        let type = numberType == .float32 ? "" : ", \"dtype\": \"\(numberType.rawValue)\""
        return "\"encoding\": \"\(encoding.rawValue)\"\(type)"
    }

    /// About how many bytes a weight takes, with its share of what is around it.
    /// - isZero: of a key that comes after the query
    func bytesPerWeight(isZero: Bool) -> Double {
        let base64 = 4.0 / 3
        return switch (encoding, numberType) {
        case (.json, _): isZero ? ReplySize.bytesPerZero : ReplySize.bytesPerNumber
        case (.base64, .float32): 4 * base64
        case (.base64, .float16): 2 * base64
        case (.base64, .uint8): base64
        }
    }
}

extension AttentionFormat.Reduction {
    /// nil: every head by itself.
    var operation: HeadReduction? {
        switch self {
        case .none: nil
        case .mean: .mean
        case .max: .max
        }
    }
}

extension AttentionFormat.NumberType {
    /// nil: as the numbers are.
    var compact: CompactNumber? {
        switch self {
        case .float32: nil
        case .float16: .float16
        case .uint8: .uint8
        }
    }
}

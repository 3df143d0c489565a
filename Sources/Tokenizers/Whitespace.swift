extension Unicode.Scalar {
    /// What Python's `str.strip()` removes, which transformers uses.
    var isStripped: Bool {
        switch value {
        case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }

    /// Nothing to see by itself: white space, controls and format characters, which normalization turns into spaces or drops.
    var isBlank: Bool {
        if isStripped { return true }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator: return true
        default: return false
        }
    }
}

/// SentencePiece's mark of a space, U+2581.
let spaceMark: Unicode.Scalar = "▁"
let spaceMarkBytes: [UInt8] = [0xE2, 0x96, 0x81]

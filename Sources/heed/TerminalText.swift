import Glibc

/// Text in the columns of a terminal.
enum TerminalText {
    /// Columns that a line has room for: of `COLUMNS`, or else of the terminal that standard output is; nil: no limit.
    static var columns: Int? {
        if let columns = Environment.variables["COLUMNS"].flatMap({ Int($0) }), columns > 0 { return columns }
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return Int(size.ws_col)
    }

    /// Without characters that move the cursor or control the terminal.
    static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator: "·"
                    default: scalar
                    }
                }))
    }

    /// Columns that a text takes: two for each character of East Asian scripts and for emoji.
    static func width(_ text: String) -> Int { text.reduce(0) { $0 + width($1) } }

    private static func width(_ character: Character) -> Int {
        guard let first = character.unicodeScalars.first else { return 0 }
        switch first.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }

    /// A text of at most so many columns, with "…" where it is cut.
    static func shortened(_ text: String, to most: Int) -> String {
        guard width(text) > most else { return text }
        var kept = ""
        for character in text where width(kept) + width(character) < most { kept.append(character) }
        return kept + "…"
    }

    static func padded(_ text: String, to columns: Int) -> String {
        text + String(repeating: " ", count: max(columns - width(text), 0))
    }

    /// Pieces with spaces between them, in as few lines as hold them.
    static func wrapped(_ pieces: [String], columns: Int?) -> [String] {
        var lines: [String] = []
        for piece in pieces {
            if let last = lines.last, width(last) + 1 + width(piece) <= columns ?? .max {
                lines[lines.count - 1] = last + " " + piece
            } else {
                lines.append(piece)
            }
        }
        return lines
    }

    /// A positive number with two digits that count: "0.043", "1.0".
    static func number(_ value: Double) -> String {
        guard value > 0, value.isFinite else { return "0" }
        var decimals = max(0, 1 - Int(log10(value).rounded(.down)))
        guard decimals <= 15 else { return "\(Float(value))" }
        func rounded() -> String { String(Int((value * pow(10.0, Double(decimals))).rounded())) }
        var digits = rounded()
        // 0.0999 is 0.10.
        if decimals > 0, digits.count > 2 {
            decimals -= 1
            digits = rounded()
        }
        guard decimals > 0 else { return digits }
        let padded = String(repeating: "0", count: max(decimals + 1 - digits.count, 0)) + digits
        return padded.dropLast(decimals) + "." + padded.suffix(decimals)
    }
}

/// What a client says of encodings of a reply (RFC 9110, 12.5.3).
struct AcceptEncoding {
    private var gzip: Double?
    private var identity: Double?
    private var others: Double?

    /// - header: nil when the client sent none: then it has no preference, and gets what every client can read.
    init(_ header: String?) {
        for item in header?.utf8.split(separator: UInt8(ascii: ",")) ?? [] {
            let parts = item.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
            let coding = lowercase(trimmed(parts[0]))
            guard let weight = Self.weight(parts.dropFirst()) else { continue }
            switch coding {
            case "gzip", "x-gzip": gzip = max(gzip ?? 0, weight)
            case "identity": identity = weight
            case "*": others = weight
            default: break
            }
        }
    }

    /// Whether gzip is accepted, and liked no less than the plain reply.
    var prefersGzip: Bool {
        let weight = gzip ?? others ?? 0
        return weight > 0 && weight >= identity ?? 0
    }

    /// 0 ... 1; 1 when there is none; nil when it is not a weight, and then the item is passed over.
    private static func weight(_ parameters: ArraySlice<Substring.UTF8View>) -> Double? {
        guard let parameter = parameters.first else { return 1 }
        let pair = parameter.split(separator: UInt8(ascii: "="), omittingEmptySubsequences: false)
        guard parameters.count == 1, pair.count == 2, lowercase(trimmed(pair[0])) == "q" else { return nil }
        let text = trimmed(pair[1])
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }),
            let weight = Double(text), (0...1).contains(weight)
        else { return nil }
        return weight
    }
}

/// Without blanks around it.
func trimmed(_ text: Substring.UTF8View) -> Substring {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    let start = text.drop(while: isSpace)
    let end = start.lastIndex { !isSpace($0) }.map { start.index(after: $0) } ?? start.startIndex
    return Substring(start[..<end])
}

/// ASCII letters in lower case.
func lowercase(_ text: Substring) -> String {
    String(decoding: text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
}

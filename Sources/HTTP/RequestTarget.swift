/// The request line's target taken apart (RFC 9112, 3.2; RFC 3986, 2.1).
struct RequestTarget {
    /// Without the query.
    let encodedPath: String
    let query: String?
    /// What stands between the path's slashes, percent-decoded: `["models", "a/b"]` for `/models/a%2Fb`. nil when the path
    /// does not begin with a slash, an escape is not two hexadecimal digits, or what comes out has control characters or is not
    /// UTF-8.
    let segments: [String]?

    init(_ target: String) {
        let local = Self.withoutAuthority(target)
        let parts = local.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts.first ?? ""
        encodedPath = String(path)
        query = parts.count > 1 ? String(parts[1]) : nil
        segments = Self.decodedSegments(path)
    }

    /// A proxy may send `http://host/path`; which host it was is no concern of a server for all of them.
    private static func withoutAuthority(_ target: String) -> Substring {
        guard target.utf8.first != UInt8(ascii: "/") else { return target[...] }
        for scheme in ["http://", "https://"] where target.lowercased().hasPrefix(scheme) {
            let rest = target.dropFirst(scheme.count)
            guard let end = rest.firstIndex(where: { $0 == "/" || $0 == "?" }) else { return "/" }
            return rest[end] == "/" ? rest[end...] : "/" + rest[end...]
        }
        return target[...]
    }

    private static func decodedSegments(_ path: Substring) -> [String]? {
        guard path.utf8.first == UInt8(ascii: "/") else { return nil }
        var segments: [String] = []
        for segment in path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard let decoded = decode(segment) else { return nil }
            segments.append(decoded)
        }
        return segments
    }

    private static func decode(_ encoded: Substring.UTF8View) -> String? {
        let isPlain = encoded.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "%") }
        guard !isPlain else { return String(Substring(encoded)) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(encoded.count)
        var rest = encoded.makeIterator()
        while var byte = rest.next() {
            if byte == UInt8(ascii: "%") {
                guard let high = rest.next().flatMap(hexDigit), let low = rest.next().flatMap(hexDigit) else {
                    return nil
                }
                byte = high << 4 | low
            }
            guard byte >= 0x20, byte != 0x7F else { return nil }
            bytes.append(byte)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

private import CCurl

/// The scheme, host and port of an address: who gets what is sent there.
struct Origin: Equatable {
    let scheme: String
    let host: String
    let port: String

    /// nil when it is no address of HTTP.
    init?(of url: String) {
        guard let handle = curl_url() else { return nil }
        defer { curl_url_cleanup(handle) }
        guard curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK,
            let scheme = Self.part(CURLUPART_SCHEME, of: handle), scheme == "https" || scheme == "http",
            let host = Self.part(CURLUPART_HOST, of: handle), !host.isEmpty,
            let port = Self.part(CURLUPART_PORT, of: handle, flags: CURLU_DEFAULT_PORT)
        else { return nil }
        self.scheme = scheme.lowercased()
        self.host = host.lowercased()
        self.port = port
    }

    /// An address without the name and the password that it may have.
    static func withoutLogin(_ url: String) -> String {
        let start = url.firstRange(of: "://")?.upperBound ?? url.startIndex
        let authority = url[start...].prefix { !"/?#".contains($0) }
        guard let end = authority.lastIndex(of: "@") else { return url }
        return String(url[..<start] + url[url.index(after: end)...])
    }

    /// Whether it is this machine, by a name that says so.
    var isLocal: Bool { host == "localhost" || host == "[::1]" || isLoopbackAddress }

    private var isLoopbackAddress: Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// The name and the password of an address; nil when it has none.
    static func login(of url: String) -> HubLogin? {
        guard let handle = curl_url() else { return nil }
        defer { curl_url_cleanup(handle) }
        guard curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK,
            let name = part(CURLUPART_USER, of: handle, flags: CURLU_URLDECODE)
        else { return nil }
        return HubLogin(name: name, password: part(CURLUPART_PASSWORD, of: handle, flags: CURLU_URLDECODE) ?? "")
    }

    private static func part(_ part: CURLUPart, of handle: OpaquePointer, flags: Int32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, UInt32(flags)) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }

    /// A part of a path in which every other byte than letters, digits and `-._~` is percent-encoded.
    /// - keeping: bytes that are left, too
    static func encoded(_ text: String, keeping kept: String = "") -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if HubReference.isAlphanumeric(byte) || "-._~".utf8.contains(byte) || kept.utf8.contains(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

import HTTP

/// What a request is called in logs and in `x-request-id`, so that a client's and a server's account of it can be put together.
enum RequestID {
    static let headerName = "x-request-id"
    private static let longest = 128

    /// The client's own when it is fit for a log line and a header, or else a new one.
    static func of(_ request: Request) -> String {
        guard let own = request.header(headerName), isSane(own) else { return random() }
        return own
    }

    /// 1 to 128 visible ASCII characters.
    private static func isSane(_ id: String) -> Bool {
        !id.isEmpty && id.utf8.count <= longest && id.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// 128 bits in hexadecimal.
    private static func random() -> String {
        var source = SystemRandomNumberGenerator()
        return [source.next(), source.next()].map { (bits: UInt64) in
            let digits = String(bits, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}

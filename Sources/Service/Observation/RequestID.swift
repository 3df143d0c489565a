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
        let halves: [2 of UInt64] = [source.next(), source.next()]
        return String(unsafeUninitializedCapacity: 32) { digits in
            for place in 0..<32 {
                let digit = UInt8(truncatingIfNeeded: halves[place / 16] >> UInt64(60 - place % 16 * 4)) & 15
                digits.initializeElement(
                    at: place, to: digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
            }
            return 32
        }
    }
}

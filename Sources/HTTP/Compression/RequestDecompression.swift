/// Undoes the content codings of a request's body (RFC 9110, 8.4) before its handler sees it.
///
/// It happens where the handler runs, on the server's threads for requests, in pieces between which others get their turn.
package struct RequestDecompression: Sendable {
    /// Of the decoded body, too.
    private let maxBodyBytes: Int

    package init(maxBodyBytes: Int) { self.maxBodyBytes = maxBodyBytes }

    /// The codings that are undone, as `Accept-Encoding` of a refusal names them.
    static let accepted = "gzip, deflate"
    private static let pieceLength = 64 << 10
    /// More than anybody means; each costs a pass over the body.
    private static let mostCodings = 4

    private enum Coding: String { case gzip, deflate }

    func callAsFunction(_ request: Request) async throws(RoutingFailure) -> Request {
        guard let header = request.header("Content-Encoding"), !request.body.isEmpty else { return request }
        var codings: [Coding] = []
        for item in header.utf8.split(separator: UInt8(ascii: ",")) {
            let name = lowercase(trimmed(item))
            switch name {
            case "", "identity": break
            case "gzip", "x-gzip": codings.append(.gzip)
            case "deflate": codings.append(.deflate)
            default: throw .unsupportedContentEncoding(name, accepted: Self.accepted)
            }
        }
        guard codings.count <= Self.mostCodings else {
            throw .unsupportedContentEncoding(header, accepted: Self.accepted)
        }
        var request = request
        // The last one was applied last.
        for coding in codings.reversed() { request.body = try await decoded(request.body, coding) }
        return request
    }

    private func decoded(_ body: [UInt8], _ coding: Coding) async throws(RoutingFailure) -> [UInt8] {
        let format = coding == .gzip ? InflateStream.Format.gzip : Self.isZlib(body) ? .zlib : .raw
        var output: [UInt8] = []
        var position = 0
        var stream = InflateStream(format)
        while let current = stream {
            let before = output.count
            // One byte beyond the limit tells that it is exceeded.
            let room = min(Self.pieceLength, maxBodyBytes - before + 1)
            let step = body.withUnsafeBytes {
                current.decompress(UnsafeRawBufferPointer(rebasing: $0[position...]), to: &output, room: room)
            }
            position += step.consumed
            guard output.count <= maxBodyBytes else { throw .decodedBodyTooLarge(limit: maxBodyBytes) }
            switch step.state {
            case .hasEnded:
                if position == body.count { return output }
                // Several members are one body (RFC 1952, 2.2).
                guard coding == .gzip else { throw malformed(coding, "bytes follow its end") }
                stream = InflateStream(format)
            case .isCorrupt: throw malformed(coding, "its bytes do not make sense from byte \(position) on")
            case .goesOn:
                guard step.consumed > 0 || output.count > before else { throw malformed(coding, "it ends early") }
            }
            if Task.isCancelled { return output }
            await Task.yield()
        }
        throw malformed(coding, "there is no memory for it")
    }

    private func malformed(_ coding: Coding, _ reason: String) -> RoutingFailure {
        .malformedContentEncoding(coding.rawValue, reason: reason)
    }

    /// Whether a body begins as RFC 1950 says: method 8, and a checksum over the first two bytes.
    private static func isZlib(_ body: [UInt8]) -> Bool {
        body.count >= 2 && body[0] & 0x0F == 8 && (Int(body[0]) << 8 | Int(body[1])) % 31 == 0
    }
}

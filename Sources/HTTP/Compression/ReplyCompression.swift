private import JSON

/// Compresses large replies for the clients that accept it.
///
/// It happens where the handler ran, on the server's threads for requests, in pieces between which others get their turn.
package struct ReplyCompression: Sendable {
    /// 1 (fast) ... 9 (small); 0: replies are never compressed.
    private let level: Int
    /// A smaller body is sent as it is.
    private let minimumBytes: Int

    package init(level: Int, minimumBytes: Int) {
        self.level = level
        self.minimumBytes = max(minimumBytes, 1)
    }

    package static let off = ReplyCompression(level: 0, minimumBytes: 1)

    private static let pieceLength = 128 << 10

    /// The response with its body compressed when the request accepts that; as it is when the request is cancelled meanwhile.
    func callAsFunction(_ response: consuming Response, to request: Request) async -> Response {
        let count = response.body.count
        guard level > 0, count >= minimumBytes, !response.hasHeader("content-encoding") else { return response }
        response.headers.append(("Vary", "Accept-Encoding"))
        guard AcceptEncoding(request.header("Accept-Encoding")).prefersGzip, let stream = GzipStream(level: level)
        else { return response }
        var compressed = OutputBuffer(capacity: count / 4)
        for start in stride(from: 0, to: count, by: Self.pieceLength) {
            let end = min(start + Self.pieceLength, count)
            response.body.withBytes {
                stream.compress(
                    UnsafeRawBufferPointer(rebasing: $0[start..<end]), isLast: end == count, to: &compressed)
            }
            if Task.isCancelled { return response }
            await Task.yield()
        }
        return Response(
            status: response.status, headers: response.headers + [("Content-Encoding", "gzip")], body: compressed)
    }
}

extension Response {
    /// - name: in lower case.
    fileprivate borrowing func hasHeader(_ name: String) -> Bool {
        headers.contains { $0.name.lowercased() == name }
    }
}

/// Why a request is refused before any handler sees it.
package enum Refusal: Sendable, CaseIterable {
    case tlsOnPlainPort, malformedRequestLine, unsupportedVersion, targetTooLong
    case malformedHeader, headersTooLarge, missingHost, duplicateHost
    case malformedContentLength, duplicateContentLength, conflictingLength
    case duplicateTransferEncoding, unexpectedTransferEncoding, unsupportedTransferEncoding
    case malformedChunk, chunkExtensionTooLong
    case incompleteRequest, requestTimeout, bodyTooLarge
    case overloaded, receivingTooMuch, tooManyConnections, stopping

    package var status: Int {
        switch self {
        case .tlsOnPlainPort, .malformedRequestLine, .malformedHeader, .missingHost, .duplicateHost,
            .malformedContentLength, .duplicateContentLength, .conflictingLength, .duplicateTransferEncoding,
            .unexpectedTransferEncoding, .malformedChunk, .incompleteRequest:
            400
        case .requestTimeout: 408
        case .bodyTooLarge, .chunkExtensionTooLong: 413
        case .targetTooLong: 414
        case .overloaded: 429
        case .headersTooLarge: 431
        case .unsupportedTransferEncoding: 501
        case .receivingTooMuch, .tooManyConnections, .stopping: 503
        case .unsupportedVersion: 505
        }
    }

    /// For programs.
    package var code: String {
        switch self {
        case .tlsOnPlainPort: "tls_on_plain_port"
        case .malformedRequestLine: "malformed_request_line"
        case .unsupportedVersion: "unsupported_http_version"
        case .targetTooLong: "target_too_long"
        case .malformedHeader: "malformed_header"
        case .headersTooLarge: "headers_too_large"
        case .missingHost: "missing_host"
        case .duplicateHost: "duplicate_host"
        case .malformedContentLength: "malformed_content_length"
        case .duplicateContentLength: "duplicate_content_length"
        case .conflictingLength: "conflicting_length"
        case .duplicateTransferEncoding: "duplicate_transfer_encoding"
        case .unexpectedTransferEncoding: "unexpected_transfer_encoding"
        case .unsupportedTransferEncoding: "unsupported_transfer_encoding"
        case .malformedChunk: "malformed_chunk"
        case .chunkExtensionTooLong: "chunk_extension_too_long"
        case .incompleteRequest: "incomplete_request"
        case .requestTimeout: "request_timeout"
        case .bodyTooLarge: "body_too_large"
        case .overloaded: "overloaded"
        case .receivingTooMuch: "receiving_too_much"
        case .tooManyConnections: "too_many_connections"
        case .stopping: "stopping"
        }
    }

    /// For people.
    package func message(_ limits: ServerConfiguration) -> String {
        switch self {
        case .tlsOnPlainPort: "This port speaks plain HTTP, without TLS."
        case .malformedRequestLine: "The request line is not a method, a target and a version, each one word."
        case .unsupportedVersion: "The only versions of HTTP that are spoken here are 1.1 and 1.0."
        case .targetTooLong: "The request line is longer than 32 KiB."
        case .malformedHeader: "A header's name is not a token or its value contains a control character."
        case .headersTooLarge: "The headers are larger than 32 KiB, or more than 512."
        case .missingHost: "An HTTP/1.1 request must have a Host header."
        case .duplicateHost: "The request has more than one Host header."
        case .malformedContentLength: "The Content-Length is not one decimal number."
        case .duplicateContentLength: "The request has more than one Content-Length header."
        case .conflictingLength: "The request has both Transfer-Encoding and Content-Length."
        case .duplicateTransferEncoding: "The request has more than one Transfer-Encoding header."
        case .unexpectedTransferEncoding: "An HTTP/1.0 request cannot have a Transfer-Encoding."
        case .unsupportedTransferEncoding: "The only Transfer-Encoding that is supported is chunked."
        case .malformedChunk: "The body does not consist of chunks as its Transfer-Encoding says."
        case .chunkExtensionTooLong: "The extensions and trailers of the chunked body are larger than 32 KiB."
        case .incompleteRequest: "The connection's sending side was closed before the request was complete."
        case .requestTimeout: "The request did not arrive completely within the time allowed."
        case .bodyTooLarge: "The request body is larger than \(limits.maxBodyBytes) bytes."
        case .overloaded: "Too many requests are being worked on. No work was done on this one; try again."
        case .receivingTooMuch: "Too many large requests are arriving. No work was done on this one; try again."
        case .tooManyConnections: "Too many connections are open. No work was done; try again."
        case .stopping: "The server is stopping."
        }
    }

    /// Seconds for `Retry-After`; nil: trying again is of no use.
    package var retryAfter: Int? { status == 429 || status == 503 ? 1 : nil }
}

/// How requests are refused whose path begins with a prefix.
package struct RefusalReplies: Sendable {
    let prefix: String
    let reply: @Sendable (Refusal, _ message: String) -> Response

    /// - prefix: whole segments, `/v2`; empty: every path.
    /// - reply: called when the server starts, once for each refusal.
    package init(prefix: String = "", reply: @escaping @Sendable (Refusal, _ message: String) -> Response) {
        precondition(
            prefix.isEmpty || prefix.hasPrefix("/") && !prefix.hasSuffix("/"), "not whole segments: \(prefix)")
        self.prefix = prefix
        self.reply = reply
    }
}

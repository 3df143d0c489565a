import CHTTP

extension Refusal {
    /// The C side's number for it.
    fileprivate var reason: UInt32 {
        switch self {
        case .tlsOnPlainPort: HEED_HTTP_FAULT_TLS.rawValue
        case .malformedRequestLine: HEED_HTTP_FAULT_REQUEST_LINE.rawValue
        case .unsupportedVersion: HEED_HTTP_FAULT_VERSION.rawValue
        case .targetTooLong: HEED_HTTP_FAULT_TARGET_SIZE.rawValue
        case .malformedHeader: HEED_HTTP_FAULT_HEADER.rawValue
        case .headersTooLarge: HEED_HTTP_FAULT_HEADERS_SIZE.rawValue
        case .missingHost: HEED_HTTP_FAULT_MISSING_HOST.rawValue
        case .duplicateHost: HEED_HTTP_FAULT_DUPLICATE_HOST.rawValue
        case .malformedContentLength: HEED_HTTP_FAULT_LENGTH.rawValue
        case .duplicateContentLength: HEED_HTTP_FAULT_DUPLICATE_LENGTH.rawValue
        case .conflictingLength: HEED_HTTP_FAULT_CONFLICTING_LENGTH.rawValue
        case .duplicateTransferEncoding: HEED_HTTP_FAULT_DUPLICATE_ENCODING.rawValue
        case .unexpectedTransferEncoding: HEED_HTTP_FAULT_OLD_ENCODING.rawValue
        case .unsupportedTransferEncoding: HEED_HTTP_FAULT_UNKNOWN_ENCODING.rawValue
        case .malformedChunk: HEED_HTTP_FAULT_CHUNK.rawValue
        case .chunkExtensionTooLong: HEED_HTTP_FAULT_CHUNK_EXTRAS.rawValue
        case .incompleteRequest: UInt32(HEED_HTTP_INCOMPLETE)
        case .requestTimeout: UInt32(HEED_HTTP_TIMEOUT)
        case .bodyTooLarge: UInt32(HEED_HTTP_BODY_TOO_LARGE)
        case .overloaded: UInt32(HEED_HTTP_OVERLOADED)
        case .receivingTooMuch: UInt32(HEED_HTTP_RECEIVING_TOO_MUCH)
        case .tooManyConnections: UInt32(HEED_HTTP_TOO_MANY_CONNECTIONS)
        case .stopping: UInt32(HEED_HTTP_STOPPING)
        }
    }

    static let statuses = Set(allCases.map(\.status)).sorted()

    /// How many requests a server has refused with each status, in the order of `statuses`.
    static func counts(_ server: OpaquePointer) -> [(status: Int, count: Int)] {
        statuses.map { status in
            let counts = allCases.filter { $0.status == status }.map { heed_http_refused(server, $0.reason) }
            return (status, counts.reduce(0, +))
        }
    }
}

/// Refusals as the C side takes them, in memory of their own.
struct RenderedRefusals: ~Copyable {
    private let sets: UnsafeMutableBufferPointer<heed_http_refusal_set>
    private static let reasons = Int(HEED_HTTP_REASON_COUNT)

    /// - formats: the first is for every path.
    init(_ formats: [RefusalReplies], limits: ServerConfiguration) {
        sets = .allocate(capacity: formats.count)
        for (index, format) in formats.enumerated() {
            let replies = UnsafeMutablePointer<heed_http_refusal>.allocate(capacity: Self.reasons)
            replies.initialize(repeating: heed_http_refusal(), count: Self.reasons)
            for refusal in Refusal.allCases {
                replies[Int(refusal.reason)] = Self.render(format.reply(refusal, refusal.message(limits)))
            }
            sets.initializeElement(
                at: index, to: heed_http_refusal_set(prefix: Self.text(format.prefix), replies: replies))
        }
    }

    deinit {
        for set in sets {
            for index in 0..<Self.reasons {
                let reply = set.replies[index]
                for header in UnsafeBufferPointer(start: reply.headers, count: reply.header_count) {
                    header.name.deallocate()
                    header.value.deallocate()
                }
                reply.headers?.deallocate()
                reply.body?.deallocate()
            }
            set.replies.deallocate()
            set.prefix.deallocate()
        }
        sets.deallocate()
    }

    func withSets<Result>(_ body: (UnsafePointer<heed_http_refusal_set>?, Int) -> Result) -> Result {
        body(sets.baseAddress, sets.count)
    }

    private static func render(_ response: consuming Response) -> heed_http_refusal {
        let headers = UnsafeMutableBufferPointer<heed_http_header>.allocate(capacity: response.headers.count)
        for (index, header) in response.headers.enumerated() {
            headers.initializeElement(
                at: index, to: heed_http_header(name: text(header.name), value: text(header.value)))
        }
        let bytes = response.body.copyOfBytes()
        let body = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        body.copyBytes(from: bytes)
        return heed_http_refusal(
            status: UInt32(response.status), headers: headers.baseAddress, header_count: headers.count,
            body: body.baseAddress, body_length: body.count)
    }

    /// Ended by a zero.
    private static func text(_ text: String) -> UnsafePointer<CChar> {
        let bytes = text.utf8CString
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
        for (index, byte) in bytes.enumerated() { (copy + index).initialize(to: byte) }
        return UnsafePointer(copy)
    }
}

private import CHTTP
private import Glibc
private import JSON

/// What the C side reports.
enum EdgeEvent {
    case request(id: UInt64, methodName: String, request: Request)
    /// The client has gone, or the request was answered for its handler.
    case cancelled(id: UInt64)
    case closed
}

/// The C server with a safe face. The last owner frees it, and its only caller is whoever holds it.
final class Edge: @unchecked Sendable {
    /// The C side locks for itself; the pointer never changes.
    private let server: OpaquePointer
    private let maxStreamBufferBytes: Int
    /// What the C side asks before it receives a body; it has a pointer to it.
    private let admission: AdmissionBox?

    init(_ configuration: ServerConfiguration, router: Router) throws(ServerError) {
        func failure(_ reason: String) -> ServerError {
            .cannotListen(host: configuration.host, port: configuration.port, reason: reason)
        }
        guard let port = UInt16(exactly: configuration.port) else {
            throw failure("a port is a number from 0 to 65535")
        }
        // Separately, so that what is wrong with a certificate is not taken for what is wrong with the address.
        var reason = Reason()
        if let certificate = configuration.certificate {
            let isUsable = certificate.withPEM { heed_http_is_certificate($0, $1, &reason.text, Reason.capacity) }
            guard isUsable else { throw .unusableCertificate(reason: reason.description) }
        }
        let admission = router.hasAdmission ? AdmissionBox(router) : nil
        let refusals = RenderedRefusals(router.refusals, limits: configuration)
        let server = configuration.withPointers { host, chain, key in
            var options = heed_http_options()
            options.host = host
            options.port = port
            options.inherited_sockets = max(0, configuration.inheritedSockets)
            options.certificate_pem = chain
            options.key_pem = key
            options.max_body_bytes = max(0, configuration.maxBodyBytes)
            options.max_receiving_bytes = max(options.max_body_bytes, configuration.maxReceivingBytes)
            options.max_requests_in_flight = UInt32(clamping: configuration.maxRequestsInFlight)
            options.max_connections = UInt32(clamping: min(configuration.maxConnections, 1 << 20))
            options.header_timeout_ms = milliseconds(configuration.headerTimeout)
            options.request_timeout_ms = milliseconds(configuration.requestTimeout)
            options.idle_timeout_ms = milliseconds(configuration.idleTimeout)
            if let admission {
                options.wants_body_context = Unmanaged.passUnretained(admission).toOpaque()
                options.wants_body = { context, head in
                    guard let context, let head else { return true }
                    let admission = Unmanaged<AdmissionBox>.fromOpaque(context).takeUnretainedValue()
                    return admission.router.admits(Request(head.pointee))
                }
            }
            return refusals.withSets { sets, count in
                options.refusals = sets
                options.refusal_count = count
                return heed_http_start(&options, &reason.text, Reason.capacity)
            }
        }
        guard let server else { throw failure(reason.description) }
        self.server = server
        self.admission = admission
        maxStreamBufferBytes = max(0, configuration.maxStreamBufferBytes)
    }

    deinit { heed_http_free(server) }

    var port: Int { Int(heed_http_port(server)) }
    /// Requests that were refused before they became an event, by status.
    var refusals: [(status: Int, count: Int)] { Refusal.counts(server) }
    var connections: Int { heed_http_connections(server) }
    var requestsInFlight: Int { heed_http_in_flight(server) }
    /// Connections of which a request is to be expected at once: a part of it is there, or it would be the first one.
    var connectionsExpected: Int { heed_http_expected(server) }

    func replaceCertificate(by certificate: Certificate) throws(ServerError) {
        var reason = Reason()
        let isReplaced = certificate.withPEM {
            heed_http_set_certificate(server, $0, $1, &reason.text, Reason.capacity)
        }
        guard isReplaced else { throw .unusableCertificate(reason: reason.description) }
    }

    func drain() { heed_http_drain(server) }
    func abort() { heed_http_abort(server) }
    /// Once, and before the last owner lets go.
    func stop() { heed_http_stop(server) }

    /// Waits for the next event. One thread at a time.
    func next() -> EdgeEvent {
        var event = heed_http_event()
        heed_http_next(server, &event)
        switch event.kind {
        case HEED_HTTP_REQUEST:
            // Copied, and so needed no more: a large body is held once.
            defer { free(UnsafeMutablePointer(mutating: event.body)) }
            return .request(id: event.id, methodName: text(event.method), request: Request(event))
        case HEED_HTTP_CANCELLED: return .cancelled(id: event.id)
        default: return .closed
        }
    }

    /// Answers a request with a whole reply; does nothing when it is not waiting any more.
    func respond(to id: UInt64, with response: consuming Response) {
        let status = status(of: response)
        let body = response.body.release()
        withHeaders(response.headers) { headers in
            _ = heed_http_respond(
                server, id, status, headers.baseAddress, headers.count, body.baseAddress, body.count)
        }
    }

    /// Answers a request, whole or bit by bit, and returns when all is written; does nothing when it is not waiting any more.
    func complete(_ id: UInt64, with response: consuming Response) async {
        guard let stream = response.stream else { return respond(to: id, with: response) }
        guard begin(stream, status: status(of: response), headers: response.headers, for: id) else { return }
        let sink = EdgeSink(edge: self, id: id)
        await stream.write(sink)
        _ = sink.end(OutputBuffer(capacity: 1))
    }

    private func status(of response: borrowing Response) -> UInt32 {
        precondition((200...599).contains(response.status), "\(response.status) is not the status of a final reply")
        return UInt32(response.status)
    }

    private func begin(
        _ stream: BodyStream, status: UInt32, headers: [(name: String, value: String)], for id: UInt64
    ) -> Bool {
        withHeaders(headers) { headers in
            stream.farewell.withUnsafeBytes { farewell in
                stream.filler.withUnsafeBytes { filler in
                    var options = heed_http_stream_options(
                        max_waiting_bytes: maxStreamBufferBytes, farewell: farewell.baseAddress,
                        farewell_length: farewell.count, filler: filler.baseAddress, filler_length: filler.count)
                    return heed_http_stream_begin(server, id, status, headers.baseAddress, headers.count, &options)
                }
            }
        }
    }

    fileprivate func write(_ part: borrowing OutputBuffer, to id: UInt64) -> Bool {
        part.withBytes { heed_http_stream_write(server, id, $0.baseAddress, $0.count) }
    }

    fileprivate func end(_ id: UInt64, with part: consuming OutputBuffer) -> Bool {
        let bytes = part.release()
        return heed_http_stream_end(server, id, bytes.baseAddress, bytes.count)
    }
}

/// The router, for the C side to ask.
private final class AdmissionBox: Sendable {
    let router: Router
    init(_ router: Router) { self.router = router }
}

/// The body of one request's reply. Harmless once the request is answered.
private struct EdgeSink: BodySink {
    let edge: Edge
    let id: UInt64

    func write(_ part: borrowing OutputBuffer) -> Bool { edge.write(part, to: id) }
    func end(_ part: consuming OutputBuffer) -> Bool { edge.end(id, with: part) }
}

/// Where the C side writes why it fails.
private struct Reason: CustomStringConvertible {
    static let capacity = 256
    var text = [CChar](repeating: 0, count: capacity)
    var description: String { String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) }
}

extension Certificate {
    /// Certificate and key as the C side takes them.
    fileprivate func withPEM<Result>(_ body: (UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> Result) -> Result {
        let (chain, key) = (Self.text(chain), Self.text(key))
        return chain.withUnsafeBufferPointer { chain in
            key.withUnsafeBufferPointer { key in body(chain.baseAddress, key.baseAddress) }
        }
    }

    /// Ended by a zero, as C wants it.
    private static func text(_ bytes: [UInt8]) -> [CChar] { bytes.map { CChar(bitPattern: $0) } + [0] }
}

extension ServerConfiguration {
    /// Host, certificate and key; the latter two are nil without TLS.
    fileprivate func withPointers<Result>(
        _ body: (UnsafePointer<CChar>, UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> Result
    ) -> Result {
        host.withCString { host in
            guard let certificate else { return body(host, nil, nil) }
            return certificate.withPEM { body(host, $0, $1) }
        }
    }
}

extension Request {
    /// Copies everything out of the event.
    fileprivate init(_ event: heed_http_event) {
        let headers = UnsafeBufferPointer(start: event.headers, count: event.header_count)
            .map { (name: text($0.name), value: text($0.value)) }
        self.init(
            method: Method(rawValue: text(event.method)) ?? .get, target: text(event.target), headers: headers,
            body: [UInt8](UnsafeBufferPointer(start: event.body, count: event.body_length)))
        arrivedWhileDraining = event.draining
    }
}

private func text(_ pointer: UnsafePointer<CChar>?) -> String {
    pointer.map { String(cString: $0) } ?? ""
}

/// Headers as the C side takes them, for as long as `body` runs.
private func withHeaders<Result>(
    _ headers: [(name: String, value: String)], _ body: (UnsafeBufferPointer<heed_http_header>) -> Result
) -> Result {
    // All names and values, each ended by a zero, in one array; and where each begins.
    var text: [CChar] = []
    var starts: [(name: Int, value: Int)] = []
    for header in headers {
        let name = text.count
        append(header.name, to: &text)
        starts.append((name, text.count))
        append(header.value, to: &text)
    }
    return text.withUnsafeBufferPointer { text in
        let headers = starts.map { start in
            heed_http_header(
                name: text.baseAddress?.advanced(by: start.name), value: text.baseAddress?.advanced(by: start.value))
        }
        return headers.withUnsafeBufferPointer(body)
    }
}

/// Without control characters: a line end would begin a header of the value's choosing.
private func append(_ part: String, to text: inout [CChar]) {
    for byte in part.utf8 where byte >= 0x20 && byte != 0x7F { text.append(CChar(bitPattern: byte)) }
    text.append(0)
}

private func milliseconds(_ seconds: Double) -> UInt64 {
    let longest = 1e9
    return seconds < longest ? UInt64(max(seconds * 1000, 1)) : UInt64(longest * 1000)
}

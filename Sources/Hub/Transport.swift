private import CCurl

/// One request at a time over HTTP, with libcurl: proxies of the environment, certificates of the system, connections used again.
///
/// Redirects are not followed: where a reply points to is the caller's to judge.
final class Transport {
    struct Request {
        var url: String
        /// The first byte that is wanted; 0: all.
        var start = 0
        var token: HubToken?
        /// Comes after a token.
        var login: HubLogin?
        /// Whether it is for this machine, to which no proxy leads.
        var isLocal = false
    }

    /// What stands before a reply's body.
    struct Head {
        var status = 0
        /// By names in lower case.
        var headers: [String: String] = [:]
        /// Where the reply points to, as a whole address.
        var redirect: String?
    }

    /// Why there is no whole reply, in libcurl's words.
    struct Failure: Error {
        let reason: String
    }

    private let handle: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>
    private let settings: HubSettings

    /// Once in a process.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init(_ settings: HubSettings) throws(HubError) {
        guard Self.isReady, let handle = curl_easy_init() else {
            throw .unreachable(endpoint: settings.endpoint, reason: "libcurl does not work here")
        }
        self.handle = handle
        self.settings = settings
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_easy_cleanup(handle)
        errorText.deallocate()
    }

    /// - receive: takes a part of the body; false ends the transfer, which is then no failure.
    func perform(
        _ request: Request, receive: (borrowing Head, UnsafeRawBufferPointer) -> Bool
    ) throws(Failure) -> Head {
        let (head, code) = withoutActuallyEscaping(receive) { receive in
            let exchange = Exchange(receive)
            let code = withExtendedLifetime(exchange) { perform(request, exchange) }
            // Ended by the receiver.
            return (exchange.head, exchange.isEnded && code == CURLE_WRITE_ERROR ? CURLE_OK : code)
        }
        guard code == CURLE_OK else { throw Failure(reason: reason(code)) }
        var finished = head
        finished.redirect = heed_curl_redirect(handle).map { String(cString: $0) }
        return finished
    }

    private func perform(_ request: Request, _ exchange: Exchange) -> CURLcode {
        // Connections stay open.
        curl_easy_reset(handle)
        errorText.pointee = 0
        let context = Unmanaged.passUnretained(exchange).toOpaque()
        set(CURLOPT_URL, request.url)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_USERAGENT, "heed")
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        set(CURLOPT_CONNECTTIMEOUT, settings.connectTimeout)
        set(CURLOPT_LOW_SPEED_LIMIT, 1)
        set(CURLOPT_LOW_SPEED_TIME, settings.stallTimeout)
        set(CURLOPT_BUFFERSIZE, 512 << 10)
        if let certificates = settings.certificates { set(CURLOPT_CAINFO, certificates) }
        if request.isLocal { set(CURLOPT_PROXY, "") }
        if let login = request.login {
            set(CURLOPT_USERNAME, login.name)
            set(CURLOPT_PASSWORD, login.password)
        }
        if request.start > 0 { set(CURLOPT_RANGE, "\(request.start)-") }
        var headers: UnsafeMutablePointer<curl_slist>?
        if let token = request.token { headers = curl_slist_append(headers, "Authorization: Bearer \(token.text)") }
        defer { curl_slist_free_all(headers) }
        if let headers { heed_curl_set_pointer(handle, CURLOPT_HTTPHEADER, headers) }
        heed_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText)
        heed_curl_set_receiver(handle, CURLOPT_HEADERFUNCTION, receiveHeader)
        heed_curl_set_pointer(handle, CURLOPT_HEADERDATA, context)
        heed_curl_set_receiver(handle, CURLOPT_WRITEFUNCTION, receiveBody)
        heed_curl_set_pointer(handle, CURLOPT_WRITEDATA, context)
        return curl_easy_perform(handle)
    }

    private func set(_ option: CURLoption, _ value: Int) { heed_curl_set_long(handle, option, value) }
    private func set(_ option: CURLoption, _ value: String) { heed_curl_set_text(handle, option, value) }

    private func reason(_ code: CURLcode) -> String {
        let detail = String(cString: errorText)
        let summary = String(cString: curl_easy_strerror(code))
        return detail.isEmpty ? summary : detail
    }
}

/// What the callbacks of one transfer share.
private final class Exchange {
    var head = Transport.Head()
    var isEnded = false
    let receive: (borrowing Transport.Head, UnsafeRawBufferPointer) -> Bool

    init(_ receive: @escaping (borrowing Transport.Head, UnsafeRawBufferPointer) -> Bool) { self.receive = receive }

    /// A line with its end.
    func takeHeader(_ line: UnsafeRawBufferPointer) {
        let text = String(decoding: line, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            // Also after a 100.
            head = Transport.Head()
            let words = text.split(separator: " ")
            head.status = words.count > 1 ? Int(words[1].prefix(3)) ?? 0 : 0
        } else if let colon = text.firstIndex(of: ":") {
            let value = text[text.index(after: colon)...].utf8
            let isSpace = { (byte: UInt8) in byte <= 0x20 }
            let trimmed = value.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
            head.headers[text[..<colon].lowercased()] = String(decoding: Array(trimmed), as: UTF8.self)
        }
    }
}

private let receiveHeader: heed_curl_receiver = { bytes, size, count, context in
    guard let context else { return 0 }
    let exchange = Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
    exchange.takeHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
    return size * count
}

private let receiveBody: heed_curl_receiver = { bytes, size, count, context in
    guard let context else { return 0 }
    let exchange = Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
    let part = UnsafeRawBufferPointer(start: bytes, count: size * count)
    if exchange.receive(exchange.head, part) { return size * count }
    exchange.isEnded = true
    // Fewer than there were: libcurl ends the transfer.
    return size * count == 0 ? 1 : 0
}

import HTTP

/// Tells browsers whose pages may read a reply (Fetch, 3.2, "CORS protocol").
struct CrossOrigin: Sendable {
    /// `*` alone is every origin; none: nothing is said.
    let origins: [String]

    /// Keys come in a header that a page must set itself, never in a cookie, so credentials are not allowed.
    func add(to response: inout Response, for request: Request) {
        guard !origins.isEmpty else { return }
        let isOpen = origins == ["*"]
        // Or a cache would give one origin the reply of another.
        if !isOpen { response.headers.append(("Vary", "Origin")) }
        guard let origin = request.header("origin"),
            isOpen || origins.contains(where: { $0.utf8.elementsEqual(origin.utf8) })
        else { return }
        response.headers += [
            ("Access-Control-Allow-Origin", isOpen ? "*" : origin),
            ("Access-Control-Expose-Headers", "Retry-After, Server-Timing, X-Request-Id"),
        ]
        guard request.method == .options, request.header("access-control-request-method") != nil else { return }
        let methods = response.headers.first { $0.name == "Allow" }?.value ?? "GET, POST"
        response.headers += [
            ("Access-Control-Allow-Methods", methods),
            ("Access-Control-Allow-Headers", "Authorization, Content-Type, X-Request-Id"),
            ("Access-Control-Max-Age", "600"),
        ]
    }
}

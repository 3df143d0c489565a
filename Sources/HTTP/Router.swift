private import JSON

/// What answers a request. It runs on the server's threads for requests; its task is cancelled when the client has gone.
package typealias Handler = @Sendable (Request) async -> Response

/// Stands around every request: sees it before its handler does, and the reply before it leaves.
/// - pattern: of the route that the request goes to; nil when there is none.
/// - next: what answers.
package typealias Interceptor = @Sendable (Request, _ pattern: String?, _ next: Handler) async -> Response

/// Whether the body of a request is worth receiving, of which only the head has arrived. If not, the request is answered without it. It must
/// answer at once: the server does nothing else meanwhile.
/// - pattern: of the route that the request goes to; nil when there is none.
package typealias Admission = @Sendable (Request, _ pattern: String?) -> Bool

/// A method and a path pattern, `/models/{name}`, and what answers it.
package struct Route: Sendable {
    package let method: Request.Method
    package let pattern: String
    package let handler: Handler
    let isImmediate: Bool

    /// - pattern: segments are literal or one `{name}`, which takes a whole segment that is not empty.
    /// - isImmediate: whether the handler waits for nothing, computes next to nothing and replies as a whole. Then it needs none of the
    ///   threads for requests, and is answered however busy they are.
    package init(
        _ method: Request.Method, _ pattern: String, isImmediate: Bool = false, _ handler: @escaping Handler
    ) {
        self.method = method
        self.pattern = pattern
        self.handler = handler
        self.isImmediate = isImmediate
    }
}

/// What goes wrong before any handler is reached.
package enum RoutingFailure: Error, Sendable {
    case notFound(path: String)
    case methodNotAllowed(method: String, allowed: [Request.Method])
    /// Not percent-encoded UTF-8 text that begins with a slash.
    case malformedPath(path: String)
    /// A body in a content coding that is not undone.
    /// - accepted: those that are, as a header lists them
    case unsupportedContentEncoding(String, accepted: String)
    /// A body that is not in the coding that it is said to be in.
    case malformedContentEncoding(String, reason: String)
    /// Undoing its coding makes the body larger than a body may be.
    case decodedBodyTooLarge(limit: Int)
}

/// Finds the handler of a request. HEAD is answered by GET's handler; OPTIONS with 204 and `Allow`.
///
/// A reply to HEAD keeps its body here, for the length it states; the server sends none.
package struct Router: Sendable {
    private let resources: [Resource]
    private let compression: ReplyCompression
    private let interceptor: Interceptor?
    private let decompression: RequestDecompression
    private let failure: @Sendable (RoutingFailure, Request) -> Response
    let refusals: [RefusalReplies]
    private let admission: Admission?

    /// - interceptor: sees what the router itself answers, too.
    /// - refusals: writes the replies for what the server refuses before the router sees it; the first one for every path.
    /// - admission: nil: every body is received.
    /// - failure: writes the reply for what the router itself refuses (404, 405, 415). `Allow` is added to it.
    package init(
        routes: [Route], compression: ReplyCompression = .off,
        decompression: RequestDecompression = RequestDecompression(maxBodyBytes: ServerConfiguration().maxBodyBytes),
        interceptor: Interceptor? = nil,
        refusals: [RefusalReplies], admission: Admission? = nil,
        failure: @escaping @Sendable (RoutingFailure, Request) -> Response
    ) {
        var resources: [Resource] = []
        for route in routes {
            let pattern = PathPattern(route.pattern)
            if let index = resources.firstIndex(where: { $0.pattern.matchesSamePaths(as: pattern) }) {
                resources[index].add(route, pattern: pattern)
            } else {
                resources.append(Resource(route, pattern: pattern))
            }
        }
        self.resources = resources.sorted { $0.pattern.precedes($1.pattern) }
        self.compression = compression
        self.decompression = decompression
        self.interceptor = interceptor
        precondition(refusals.first?.prefix == "", "the first refusals are for every path")
        precondition(Set(refusals.map(\.prefix)).count == refusals.count, "two sets of refusals have the same prefix")
        self.refusals = refusals
        self.admission = admission
        self.failure = failure
    }

    /// Whether there is a question to ask before a body is received.
    var hasAdmission: Bool { admission != nil }

    /// - head: the request without its body.
    func admits(_ head: Request) -> Bool {
        guard let admission else { return true }
        return admission(head, destination(of: head, methodName: head.method.rawValue).resource?.pattern.text)
    }

    package func respond(to request: Request) async -> Response {
        let methodName = request.method.rawValue
        return await respond(to: request, methodName: methodName, at: destination(of: request, methodName: methodName))
    }

    /// Where a request goes.
    struct Destination: Sendable {
        fileprivate let resource: Resource?
        /// Its reply is there at once: of an immediate route, or of the router itself.
        let isImmediate: Bool
    }

    /// - methodName: what stood on the request line. When `Request.Method` does not know it, the request's own is ignored.
    func destination(of request: Request, methodName: String) -> Destination {
        let resource = request.segments.flatMap { segments in resources.first { $0.pattern.matches(segments) } }
        let endpoint = Request.Method(rawValue: methodName).flatMap { resource?.endpoint(for: $0) }
        return Destination(resource: resource, isImmediate: endpoint?.isImmediate ?? true)
    }

    /// - methodName: as for `destination`.
    func respond(to request: Request, methodName: String, at destination: Destination) async -> Response {
        let resource = destination.resource
        guard let interceptor else { return await answer(request, methodName, resource) }
        return await interceptor(request, resource?.pattern.text) { await answer($0, methodName, resource) }
    }

    private func answer(_ request: Request, _ methodName: String, _ resource: Resource?) async -> Response {
        await compression(await plainAnswer(request, methodName, resource), to: request)
    }

    private func plainAnswer(_ request: Request, _ methodName: String, _ resource: Resource?) async -> Response {
        let method = Request.Method(rawValue: methodName)
        if request.target == "*", method == .options {
            return noContent(allowed: Request.Method.allCases)
        }
        guard let segments = request.segments else { return failure(.malformedPath(path: request.path), request) }
        guard let resource else {
            return failure(.notFound(path: request.path), request)
        }
        if let method, let endpoint = resource.endpoint(for: method) {
            var request = request
            request.parameters = endpoint.pattern.parameters(of: segments)
            guard !endpoint.isImmediate else { return await endpoint.handler(request) }
            do throws(RoutingFailure) {
                return await endpoint.handler(try await decompression(request))
            } catch {
                return failure(error, request)
            }
        }
        guard method != .options else { return noContent(allowed: resource.allowed) }
        var response = failure(.methodNotAllowed(method: methodName, allowed: resource.allowed), request)
        if !response.headers.contains(where: { $0.name.lowercased() == "allow" }) {
            response.headers.append(Self.allow(resource.allowed))
        }
        return response
    }

    private func noContent(allowed: [Request.Method]) -> Response {
        Response(status: 204, headers: [Self.allow(allowed)], body: OutputBuffer(capacity: 1))
    }

    private static func allow(_ methods: [Request.Method]) -> (name: String, value: String) {
        ("Allow", methods.map(\.rawValue).joined(separator: ", "))
    }
}

/// All routes that share a path.
fileprivate struct Resource: Sendable {
    struct Endpoint: Sendable {
        /// Spells the parameters as this route does.
        let pattern: PathPattern
        let handler: Handler
        let isImmediate: Bool
    }

    let pattern: PathPattern
    private var endpoints: [Request.Method: Endpoint] = [:]

    init(_ route: Route, pattern: PathPattern) {
        self.pattern = pattern
        add(route, pattern: pattern)
    }

    mutating func add(_ route: Route, pattern: PathPattern) {
        precondition(endpoints[route.method] == nil, "two routes for \(route.method.rawValue) \(route.pattern)")
        endpoints[route.method] = Endpoint(
            pattern: pattern, handler: route.handler, isImmediate: route.isImmediate)
    }

    func endpoint(for method: Request.Method) -> Endpoint? {
        endpoints[method] ?? (method == .head ? endpoints[.get] : nil)
    }

    /// In the order of `Request.Method`.
    var allowed: [Request.Method] {
        Request.Method.allCases.filter { $0 == .options || endpoint(for: $0) != nil }
    }
}

import HTTP

extension Route {
    /// A route whose errors become replies.
    fileprivate init(_ endpoint: Endpoint, of dialect: Dialect, _ context: ServiceContext) {
        self.init(endpoint.method, endpoint.pattern, isImmediate: endpoint.isAboutServer) { request in
            if !endpoint.isAboutServer { context.requestRate.record() }
            guard endpoint.isAboutServer || !request.arrivedWhileDraining else {
                return refusal(of: request, .draining, in: dialect)
            }
            do throws(ServiceError) {
                return try await endpoint.answer(context, request)
            } catch {
                return refusal(of: request, error, in: dialect)
            }
        }
    }
}

private func refusal(of request: Request, _ error: ServiceError, in dialect: Dialect) -> Response {
    let reply = ErrorReply(error, dialect)
    request.record?.update { $0.errorCode = reply.code }
    return dialect.errors.response(reply)
}

extension Router {
    /// The service without a socket.
    init(_ context: ServiceContext) {
        let dialects = context.dialects
        let observer = RequestObserver(
            metrics: context.metrics, log: AccessLog(logger: context.logger), dialects: dialects)
        let compression = ReplyCompression(
            level: context.configuration.gzipLevel, minimumBytes: context.configuration.gzipMinBytes)
        let crossOrigin = CrossOrigin(origins: context.configuration.access.corsOrigins)
        let interceptor: Interceptor = { request, pattern, next in
            var response = await observer(request, pattern: pattern) { request in
                if let error = context.access.refusal(of: request, pattern: pattern) {
                    return refusal(of: request, error, in: Dialect.of(path: request.path, among: dialects))
                }
                return await next(request)
            }
            crossOrigin.add(to: &response, for: request)
            LoadReport.add(to: &response, for: request, context)
            return response
        }
        // What would be refused with its body is refused without it.
        let admission: Admission = { context.access.admits($0, pattern: $1) }
        self.init(
            routes: dialects.flatMap { dialect in dialect.endpoints.map { Route($0, of: dialect, context) } }
                + Endpoint.ofServer.map { Route($0, of: .heed, context) }, compression: compression,
            decompression: RequestDecompression(maxBodyBytes: context.configuration.server.maxBodyBytes),
            interceptor: interceptor,
            refusals: dialects.flatMap { dialect in
                dialect.prefixes.map { prefix in
                    RefusalReplies(prefix: prefix) { dialect.errors.response(ErrorReply($0, message: $1)) }
                }
            },
            admission: context.access.asksForKeys ? admission : nil
        ) { failure, request in
            refusal(of: request, ServiceError(failure), in: Dialect.of(path: request.path, among: dialects))
        }
    }
}

extension ServiceError {
    fileprivate init(_ failure: RoutingFailure) {
        self =
            switch failure {
            case .notFound(let path): .routeNotFound(path: path)
            case .methodNotAllowed(let method, let allowed): .methodNotAllowed(method: method, allowed: allowed)
            case .malformedPath(let path): .malformedPath(path)
            case .unsupportedContentEncoding(let coding, let accepted):
                .unsupportedContentEncoding(coding, accepted: accepted)
            case .malformedContentEncoding(let coding, let reason): .malformedContentEncoding(coding, reason: reason)
            case .decodedBodyTooLarge(let limit): .decodedBodyTooLarge(limit: limit)
            }
    }
}

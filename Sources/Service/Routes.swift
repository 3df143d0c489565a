import HTTP

/// Every route, and what answers it.
func routes(_ context: ServiceContext) -> [Route] {
    [
        Route(.post, "/encode", answering: EncodeHandler(context: context).callAsFunction),
        Route(.post, "/decode", answering: DecodeHandler(context: context).callAsFunction),
        Route(.post, "/attention", answering: AttentionHandler(context: context).callAsFunction),
        Route(.post, "/tokenize", answering: TokenizeHandler(context: context).callAsFunction),
        Route(.post, "/detokenize", answering: DetokenizeHandler(context: context).callAsFunction),
        Route(.get, "/models", answering: ModelListHandler(context: context).callAsFunction),
        Route(.get, "/models/{name}", answering: ModelHandler(context: context).callAsFunction),
        Route(.get, "/openapi.json", answering: DescriptionHandler().callAsFunction),
        Route(.get, "/metrics", isAboutServer: true, answering: MetricsHandler(context: context).callAsFunction),
        Route(.get, "/health", isAboutServer: true, answering: ReadinessHandler(context: context).callAsFunction),
        Route(.get, "/health/ready", isAboutServer: true, answering: ReadinessHandler(context: context).callAsFunction),
        Route(.get, "/health/live", isAboutServer: true, answering: LivenessHandler().callAsFunction),
    ]
}

extension Route {
    /// A route whose errors become replies.
    /// - isAboutServer: asked by those who watch over it, and so answered at once, also while it shuts down.
    fileprivate init(
        _ method: Request.Method, _ pattern: String, isAboutServer: Bool = false,
        answering handler: @escaping @Sendable (Request) async throws(ServiceError) -> Response
    ) {
        self.init(method, pattern, isImmediate: isAboutServer) { request in
            guard isAboutServer || !request.arrivedWhileDraining else { return refusal(of: request, .draining) }
            do throws(ServiceError) {
                return try await handler(request)
            } catch {
                return refusal(of: request, error)
            }
        }
    }
}

private func refusal(of request: Request, _ error: ServiceError) -> Response {
    let reply = ErrorReply(error)
    request.record?.update { $0.errorCode = reply.code }
    return reply.response()
}

extension Router {
    /// The service without a socket.
    init(_ context: ServiceContext) {
        let observer = RequestObserver(metrics: context.metrics, log: AccessLog(logger: context.logger))
        let compression = ReplyCompression(
            level: context.configuration.gzipLevel, minimumBytes: context.configuration.gzipMinBytes)
        let crossOrigin = CrossOrigin(origins: context.configuration.access.corsOrigins)
        let interceptor: Interceptor = { request, pattern, next in
            var response = await observer(request, pattern: pattern) { request in
                if let error = context.access.refusal(of: request, pattern: pattern) {
                    return refusal(of: request, error)
                }
                return await next(request)
            }
            crossOrigin.add(to: &response, for: request)
            return response
        }
        // What would be refused with its body is refused without it.
        let admission: Admission = { context.access.refusal(of: $0, pattern: $1) == nil }
        self.init(
            routes: routes(context), compression: compression,
            decompression: RequestDecompression(maxBodyBytes: context.configuration.server.maxBodyBytes),
            interceptor: interceptor,
            refusals: [RefusalReplies { ErrorReply($0, message: $1).response() }],
            admission: context.access.asksForKeys ? admission : nil
        ) { failure, request in
            refusal(of: request, ServiceError(failure))
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

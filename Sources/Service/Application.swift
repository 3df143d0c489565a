package import HTTP
import Logging
import Tensors

/// The service with all its parts: models, engine, routes and, when it listens, the server.
package final class Application: Sendable {
    package let configuration: Configuration
    /// The whole service without a socket.
    package let router: Router
    private let context: ServiceContext
    private let logger: Logger

    /// - logsProgress: whether the log, on standard error, tells of more than problems.
    package init(configuration: Configuration, logsProgress: Bool = true) {
        self.configuration = configuration
        var logger = Logger(label: "heed", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = logsProgress ? .info : .warning
        self.logger = logger
        context = ServiceContext(configuration: configuration)
        router = Router(context)
        if configuration.threads > 0 { Parallelism.setThreads(configuration.threads) }
    }

    /// Loads the models; from then on requests are answered.
    package func load() throws(StartupError) {
        let sources = ModelSource.served(configured: configuration.models)
        guard !sources.isEmpty else { throw .noModels }
        serve(
            try ModelRegistry(
                loading: sources, maxInputTokens: configuration.maxInputTokens, as: configuration.weightType))
    }

    func serve(_ models: ModelRegistry) {
        for served in models.models {
            logger.info(
                "model \(served.name): \(served.description.family), \(served.description.parameters) parameters")
            for notice in served.notices { logger.warning("model \(served.name): \(notice)") }
        }
        logger.info("computing with \(Parallelism.instructionSet), threads: \(Parallelism.threads)")
        context.becomeReady(with: models)
    }

    /// Opens the port. Until `load` is done, all but the liveness route answer 503.
    package func listen() throws(StartupError) -> Server {
        do {
            let server = try Server(configuration: configuration.server, router: router)
            context.metrics.observe(server)
            return server
        } catch {
            switch error {
            case .cannotListen(let host, let port, let reason):
                throw .cannotListen(host: host, port: port, reason: reason)
            }
        }
    }

    /// No longer ready; what has been accepted is still answered.
    package func beginDraining() { context.beginDraining() }

    /// Stops without losing a request: readiness turns false, then the port closes, what was accepted is finished, and everything
    /// ends.
    package func shutDown(_ server: Server) async {
        beginDraining()
        if configuration.drainDelay > 0 {
            logger.info("not ready any more, still accepting for \(configuration.drainDelay) seconds")
            try? await Task.sleep(for: .seconds(configuration.drainDelay))
        }
        logger.info("draining, at most \(configuration.drainTimeout) seconds")
        await server.drain(timeout: .seconds(configuration.drainTimeout))
        server.stop()
        await context.engine.stop()
        logger.info("stopped")
    }
}

package import HTTP
package import Hub
package import Logging
package import ServiceLifecycle
import Tasks
import Tensors

/// The service with all its parts: models, engine, routes and, when it listens, the server.
package final class Application: Sendable {
    package let configuration: Configuration
    /// The whole service without a socket.
    package let router: Router
    private let context: ServiceContext
    private let hub: HubModels
    private let logger: Logger

    /// - logsProgress: whether the log tells of more than problems.
    /// - logHandler: in place of lines on standard error in the configured format.
    /// - environment: of the process, for the variables that tools of the Hub heed
    package init(
        configuration: Configuration, logsProgress: Bool = true, logHandler: (any LogHandler)? = nil,
        environment: [String: String] = [:]
    ) {
        self.configuration = configuration
        var logger = Logger(label: "heed") { logHandler ?? configuration.logFormat.handler(label: $0) }
        logger.logLevel = logsProgress ? configuration.logLevel : max(configuration.logLevel, .warning)
        self.logger = logger
        hub = HubModels(environment: environment)
        context = ServiceContext(configuration: configuration, logger: logger)
        router = Router(context)
        if logHandler == nil {
            context.metrics.observe("heed_dropped_log_lines_total") { Double(configuration.logFormat.queue.dropped) }
        }
        if configuration.threads > 0 { Parallelism.setThreads(configuration.threads) }
    }

    /// Loads the models, of which those on the Hub are fetched first; from then on requests are answered.
    /// - report: is told of the fetching; nil: the log
    package func load(report: ((HubReference, PullEvent) -> Void)? = nil) throws(StartupError) {
        var sources = ModelSource.served(configured: configuration.models)
        guard !sources.isEmpty else { throw .noModels }
        for index in sources.indices { sources[index] = try fetched(sources[index], report) }
        serve(
            try ModelCatalog(
                loading: sources, settings: configuration.modelSettings,
                maxInputTokens: configuration.maxInputTokens, as: configuration.weightType))
    }

    /// A model on the Hub, as a directory of this machine.
    private func fetched(
        _ source: ModelSource, _ report: ((HubReference, PullEvent) -> Void)?
    ) throws(StartupError) -> ModelSource {
        guard case .hub(let reference) = source.place else { return source }
        var log = PullLog(model: source.name, reference: reference, logger: logger)
        let pulled = try hub.model(reference) { event in
            if let progress = event.progress { context.fetches(source.name, progress) }
            if let report { report(reference, event) } else { log.tell(event) }
        }
        context.fetches(source.name, nil)
        logger.info("model \(source.name): \(reference.repository), commit \(pulled.commit)")
        if let notice = pulled.notice { logger.warning("model \(source.name): \(notice)") }
        return ModelSource(name: source.name, place: .path(pulled.path))
    }

    func serve(_ models: ModelCatalog) {
        for served in models.models {
            let megabytes = (served.weightBytes + 999_999) / 1_000_000
            let size = "\(served.parameters) parameters in \(megabytes) MB"
            logger.info("model \(served.name) is of the family \(served.description.family) and has \(size)")
            for notice in served.notices { logger.warning("model \(served.name): \(notice)") }
        }
        let threads = Parallelism.threads == 1 ? "1 thread" : "\(Parallelism.threads) threads"
        logger.info("\(threads) will compute, with the instruction set \(Parallelism.instructionSet)")
        context.becomeReady(with: models)
    }

    /// Opens the port. Until `load` is done, all but the liveness route answer 503.
    package func listen() throws(StartupError) -> Server {
        guard context.engine.hasThread else { throw .noThread }
        var settings = configuration.server
        let keys: Int?
        do {
            keys = try context.access.load()
            settings.certificate = try certificate()
        } catch {
            throw .configuration(error)
        }
        if keys == nil, !settings.isLocal {
            logger.notice(
                "anybody who reaches \(settings.host) may use this server, since no API keys are set (api_keys_file)")
        }
        do {
            let server = try Server(configuration: settings, router: router)
            context.metrics.observe(server)
            return server
        } catch {
            switch error {
            case .cannotListen(let host, let port, let reason):
                throw .cannotListen(host: host, port: port, reason: reason)
            case .unusableCertificate(let reason): throw .configuration(unusableCertificate(reason))
            case .noThread: throw .noThread
            }
        }
    }

    /// Reads API keys and the certificate again. What is unusable changes nothing, and is told in the log.
    package func reload(_ server: Server) {
        do {
            if let keys = try context.access.load() { logger.info("API keys read again: \(keys)") }
            if let certificate = try certificate() {
                do {
                    try server.replaceCertificate(by: certificate)
                    logger.info("certificate read again")
                } catch ServerError.unusableCertificate(let reason) {
                    throw unusableCertificate(reason)
                }
            }
        } catch {
            logger.error("still the keys and the certificate from before: \(error)")
        }
    }

    /// nil: no TLS.
    private func certificate() throws(ConfigurationError) -> Certificate? {
        let access = configuration.access
        guard access.usesTLS else { return nil }
        return Certificate(
            chain: try SecretFile.read(access.tlsCertificate, setting: "tls_certificate"),
            key: try SecretFile.read(access.tlsKey, setting: "tls_key"))
    }

    private func unusableCertificate(_ reason: String) -> ConfigurationError {
        let access = configuration.access
        return .invalid(
            setting: "tls_certificate", source: "\(access.tlsCertificate) with tls_key \(access.tlsKey)",
            message: reason)
    }

    /// Logs what was found before the application was made.
    package func log(_ message: String, _ level: Logger.Level) { logger.log(level: level, "\(message)") }

    /// No longer ready; what has been accepted is still answered.
    package func beginDraining() { context.beginDraining() }

    /// What runs until the process is asked to end, for which the group's `triggerGracefulShutdown` is: then readiness turns false, the
    /// port closes, what was accepted is finished, and everything ends, without losing a request.
    package func services(_ server: Server) -> ServiceGroup {
        // The last is stopped first.
        let services: [(name: String, service: any ServiceLifecycle.Service)] = [
            ("engine", EngineService(engine: context.engine, logger: logger)),
            ("server", ServerService(server: server, timeout: configuration.drainTimeout, logger: logger)),
            ("readiness", ReadinessService(application: self, logger: logger)),
        ]
        return ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map {
                    ServiceGroupConfiguration.ServiceConfiguration(service: $0.service, serviceName: $0.name)
                },
                logger: logger))
    }
}

extension ServerConfiguration {
    /// Only this machine reaches it.
    fileprivate var isLocal: Bool {
        // A socket that was handed over may listen anywhere.
        guard inheritedSockets == 0 else { return false }
        return host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }
}

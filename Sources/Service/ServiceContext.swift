import Engine
import Glibc
import HTTP
import Hub
import Logging
import Synchronization
import Tasks

/// What the handlers share: the engine, the served models, and whether they are ready.
final class ServiceContext: Sendable {
    private struct State {
        /// nil: still being loaded.
        var models: ModelCatalog?
        /// What is being fetched; nil: nothing.
        var fetching: (model: String, progress: PullProgress)?
        var isDraining = false

        /// Why there are no models yet.
        var absence: ServiceError { fetching.map { .fetching(model: $0.model, $0.progress) } ?? .loading }
    }

    let configuration: Configuration
    /// Those that are spoken, our own first.
    let dialects: [Dialect]
    let engine: Engine
    let metrics: ServiceMetrics
    let access: AccessControl
    let logger: Logger
    let requestRate = RequestRate()
    /// Seconds since 1970.
    let started = time(nil)
    private let state = Mutex(State())

    init(configuration: Configuration, logger: Logger) {
        self.configuration = configuration
        dialects = Dialect.spoken(configuration.dialects)
        self.logger = logger
        metrics = ServiceMetrics()
        access = AccessControl(configuration.access)
        engine = Engine(limits: configuration.engine, metrics: EngineMetrics(factory: metrics.registry))
        metrics.observe(engine)
        metrics.observe("heed_ready") { [weak self] in self?.unreadiness == nil ? 1 : 0 }
    }

    func becomeReady(with models: ModelCatalog) {
        metrics.describe(models)
        state.withLock { $0.models = models }
    }

    /// - progress: of a model that is being fetched; nil: it is there
    func fetches(_ model: String, _ progress: PullProgress?) {
        state.withLock { $0.fetching = progress.map { (model, $0) } }
    }

    /// From now on the service is not ready. What has been accepted is still answered; the routes refuse what comes later.
    func beginDraining() { state.withLock { $0.isDraining = true } }

    /// nil: ready. For the health routes.
    var unreadiness: ServiceError? {
        state.withLock { $0.isDraining ? .draining : $0.models == nil ? $0.absence : nil }
            ?? overload(now: .now)
    }

    /// nil: none that has lasted as long as the setting says.
    private func overload(now: ContinuousClock.Instant) -> ServiceError? {
        guard configuration.unreadyAfter > 0, let since = engine.status.overloadedSince,
            now - since >= .seconds(configuration.unreadyAfter)
        else { return nil }
        return .busy(seconds: Int((now - since).components.seconds))
    }

    func models() throws(ServiceError) -> ModelCatalog {
        try state.withLock { state throws(ServiceError) in
            guard let models = state.models else { throw state.absence }
            return models
        }
    }

    func deadline(of request: Request) -> Deadline {
        let seconds = configuration.requestDeadline
        return Deadline(instant: request.received + .seconds(seconds), seconds: seconds)
    }
}

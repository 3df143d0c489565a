import Engine
import Synchronization

/// What the handlers share: the engine, the served models, and whether they are ready.
final class ServiceContext: Sendable {
    private struct State {
        /// nil: still being loaded.
        var models: ModelRegistry?
        var isDraining = false
    }

    let configuration: Configuration
    let engine: Engine
    private let state = Mutex(State())

    init(configuration: Configuration) {
        self.configuration = configuration
        engine = Engine(limits: configuration.engine)
    }

    func becomeReady(with models: ModelRegistry) { state.withLock { $0.models = models } }

    /// From now on the service is not ready. What has been accepted is still answered; the routes refuse what comes later.
    func beginDraining() { state.withLock { $0.isDraining = true } }

    /// nil: ready. For the health routes.
    var unreadiness: ServiceError? {
        state.withLock { $0.isDraining ? .draining : $0.models == nil ? .loading : nil }
    }

    func models() throws(ServiceError) -> ModelRegistry {
        guard let models = state.withLock({ $0.models }) else { throw .loading }
        return models
    }
}

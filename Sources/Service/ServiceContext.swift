import Engine
import HTTP
import Synchronization

/// What the handlers share: the engine, the served models, and whether requests are answered at all.
final class ServiceContext: Sendable {
    private enum State {
        case loading
        case ready(ModelRegistry)
        case draining(ModelRegistry?, since: ContinuousClock.Instant)
    }

    let configuration: Configuration
    let engine: Engine
    private let state = Mutex(State.loading)

    init(configuration: Configuration) {
        self.configuration = configuration
        engine = Engine(limits: configuration.engine)
    }

    func becomeReady(with models: ModelRegistry) {
        state.withLock { state in
            if case .loading = state { state = .ready(models) }
        }
    }

    /// Refuses what arrives from now on; what arrived earlier is still answered.
    func beginDraining() {
        state.withLock { state in
            switch state {
            case .loading: state = .draining(nil, since: .now)
            case .ready(let models): state = .draining(models, since: .now)
            case .draining: break
            }
        }
    }

    /// nil: ready. For the health routes.
    var unreadiness: ServiceError? {
        state.withLock { state in
            switch state {
            case .loading: .loading
            case .ready: nil
            case .draining: .draining
            }
        }
    }

    /// The models that may answer this request.
    func models(for request: Request) throws(ServiceError) -> ModelRegistry {
        let result: Result<ModelRegistry, ServiceError> = state.withLock { state in
            switch state {
            case .loading: .failure(.loading)
            case .ready(let models): .success(models)
            case .draining(let models?, let since) where request.received < since: .success(models)
            case .draining: .failure(.draining)
            }
        }
        return try result.get()
    }
}

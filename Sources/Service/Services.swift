import Engine
import HTTP
import Logging
import ServiceLifecycle

// The parts of the process that end in order. All of them run before their `run` is called; it waits, and ends them.

/// Readiness, which is the first to go: load balancers have `drain_delay` to notice while requests are still accepted.
struct ReadinessService: ServiceLifecycle.Service {
    let application: Application
    let logger: Logger

    func run() async throws {
        try await gracefulShutdown()
        application.beginDraining()
        let delay = application.configuration.drainDelay
        guard delay > 0 else { return }
        logger.info("the server is not ready any more, and still accepts requests for \(delay) seconds")
        try await Task.sleep(for: .seconds(delay))
    }
}

/// The port, which closes, and the requests that came in by it, which are finished.
struct ServerService: ServiceLifecycle.Service {
    let server: Server
    /// Seconds.
    let timeout: Double
    let logger: Logger

    func run() async throws {
        try await gracefulShutdown()
        logger.info("the port is closing, and what was accepted has \(timeout) seconds to finish")
        await server.drain(timeout: .seconds(timeout))
        server.stop()
    }
}

/// The thread that computes, for which there is nothing more to do.
struct EngineService: ServiceLifecycle.Service {
    let engine: Engine
    let logger: Logger

    func run() async throws {
        try await gracefulShutdown()
        await engine.stop()
        logger.info("the server has stopped")
    }
}

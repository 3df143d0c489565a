import ArgumentParser
import HTTP
import Logging
import Service
import Threads

struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve models over HTTP.")

    @OptionGroup var settings: SettingOptions

    func run() throws {
        let loader = settings.loader(environment: Environment.variables)
        var configuration = try loader.load()
        configuration.server.inheritedSockets = HandedSockets.count(Environment.variables)
        guard WorkerThread.areAvailable(Server.mostThreads) else { throw StartupError.noThread }
        // Before any other thread exists, so that all inherit the mask.
        let termination = try Termination(catchesHangUp: configuration.access.hasReloadableFiles)
        let application = Application(configuration: configuration, environment: Environment.variables)
        for warning in loader.environmentWarnings { application.log(warning, .warning) }
        for notice in loader.environmentNotices { application.log(notice, .notice) }
        // The port opens first, so that liveness can be seen while a large model loads. Where clients can wait at a socket that was
        // handed over, none is told to come back.
        if configuration.server.inheritedSockets > 0 { try application.load() }
        let server = try application.listen()
        if configuration.server.inheritedSockets == 0 { try application.load() }
        let scheme = configuration.access.usesTLS ? "https" : "http"
        try Console.say("listening on \(scheme)://\(Console.urlHost(configuration.server.host)):\(server.port)")

        let services = application.services(server)
        termination.onHangUp { application.reload(server) }
        termination.onRequest { Task { await services.triggerGracefulShutdown() } }
        try blocking { try await services.run() }
    }
}

import ArgumentParser
import JSON
import Service
import Threads

/// The service in this process, for the commands that work without a server.
struct LocalService {
    private let application: Application
    /// Texts that one request takes at most.
    let maxInputs: Int

    /// - model: as `--model` was given; nil: what the environment and the configuration file say.
    init(model: String?, config: String?) throws {
        // Of the engine, of the cooperative pool, and of the dispatching that this waits on.
        guard WorkerThread.areAvailable(4) else { throw StartupError.noThread }
        let loader = ConfigurationLoader(environment: Environment.variables, filePath: config)
        var configuration = try loader.load(for: .working(ofOwnModel: model != nil))
        if let model { configuration.models = [try ModelSource(argument: model)].filter { $0.place != .embedded } }
        maxInputs = configuration.largestRequest
        application = Application(
            configuration: configuration, logsProgress: false, logHandler: ConsoleLog(),
            environment: Environment.variables)
        for warning in loader.environmentWarnings { application.log(warning, .warning) }
        let display = PullDisplay()
        try application.load(report: display.show)
    }

    func post(_ path: String, _ body: consuming JSONWriter) throws -> LocalReply {
        let bytes = body.finish().copyOfBytes()
        let application = application
        return try blocking { await application.respond(to: path, body: bytes) }
    }

    /// A reply with status 200.
    /// - Throws: the service's own message otherwise.
    func get(_ path: String) throws -> (value: JSONValue, bytes: [UInt8]) {
        let application = application
        return try check(blocking { await application.respond(to: path) })
    }

    private func check(_ reply: LocalReply) throws -> (value: JSONValue, bytes: [UInt8]) {
        let value = try reply.json()
        guard reply.status == 200 else {
            throw Failure(message: value["error"]?["message"]?.string ?? "status \(reply.status)")
        }
        return (value, reply.body)
    }
}

/// What a command that fails says.
struct Failure: Error, CustomStringConvertible {
    let message: String
    var description: String { message }
}

extension ModelSource {
    /// `NAME=DIRECTORY`, a directory, `hf:ORG/NAME`, or the embedded model's name. The name is shown to nobody, so that any will do.
    init(argument: String) throws(Malformed) {
        do { try self.init(parsing: argument) } catch {
            guard !error.isOnHub else { throw error }
            self.init(name: "model", place: .path(HomePath.expanded(argument)))
        }
    }
}

/// Options of the commands that work in process.
struct LocalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A model directory, hf:ORG/NAME, or NAME= and one of these; the embedded g2p-en when left out.",
            valueName: "directory"))
    var model: String?

    @Option(help: ArgumentHelp("JSON file with settings.", valueName: "file")) var config: String?

    @Flag(help: "Print the API's reply.") var json = false

    func service() throws -> LocalService { try LocalService(model: model, config: config) }

    /// Texts of one request: enough to be computed together, few enough to be answered soon.
    func textsAtOnce(_ service: LocalService) -> Int { min(service.maxInputs, 32) }
}

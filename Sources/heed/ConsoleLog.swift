import Logging

/// The service's warnings as the complaints of a command, each on a line of standard error before the command goes on.
struct ConsoleLog: LogHandler {
    var logLevel = Logger.Level.warning
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { Console.complain("\(event.message)") }
}

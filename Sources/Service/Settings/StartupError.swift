package import Hub

/// Why the server does not start. Its description is what the person who starts it reads.
package enum StartupError: Error, Equatable {
    case model(name: String, directory: String, reason: String)
    case quantization(directory: String, reason: String)
    case hub(HubError)
    case noModels
    case configuration(ConfigurationError)
    case cannotListen(host: String, port: Int, reason: String)
    case noThread
}

extension StartupError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .model(let name, let directory, let reason):
            "model \"\(name)\" cannot be loaded from \(directory): \(reason)"
        case .configuration(let error): error.description
        case .hub(let error): error.description
        case .quantization(let directory, let reason): "\(directory) cannot be quantised: \(reason)"
        case .noModels: "there is no model to serve: name one with --model NAME=DIRECTORY"
        case .cannotListen(let host, let port, let reason):
            "cannot listen on \(host):\(port): \(reason) (--host and --port say where to listen)"
        case .noThread:
            "the system gives this process fewer threads than it needs; raise its limit (ulimit -u, the container's pids limit, "
                + "TasksMax of systemd)"
        }
    }
}

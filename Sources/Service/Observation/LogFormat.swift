import Logging

/// How log lines are written.
package enum LogFormat: String, Sendable, CaseIterable {
    case text, json

    /// Lines on standard error.
    func handler(label: String) -> any LogHandler {
        switch self {
        case .text: StreamLogHandler.standardError(label: label)
        case .json: JSONLogHandler()
        }
    }
}

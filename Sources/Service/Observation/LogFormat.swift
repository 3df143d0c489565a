private import Glibc
private import JSON
import Logging

/// How log lines are written.
package enum LogFormat: String, Sendable, CaseIterable {
    case text, json

    /// Lines on standard error.
    func handler(label: String) -> any LogHandler {
        let queue = queue
        return switch self {
        case .text: StreamLogHandler(label: label, stream: LogStream(queue: queue))
        case .json: JSONLogHandler(writingTo: queue.write)
        }
    }

    /// The process's only one to standard error in this format.
    var queue: LogQueue {
        switch self {
        case .text: Self.textQueue
        case .json: Self.jsonQueue
        }
    }

    /// How long the end of the process waits for somebody to read its last lines.
    private static let lastLinesSeconds = 1.0

    private static let textQueue: LogQueue = {
        atexit { LogFormat.textQueue.flush(within: LogFormat.lastLinesSeconds) }
        return LogQueue { "\(UTCTime.now) warning heed: [Service] \(droppedMessage($0))\n" }
    }()

    private static let jsonQueue: LogQueue = {
        atexit { LogFormat.jsonQueue.flush(within: LogFormat.lastLinesSeconds) }
        return LogQueue { dropped in
            var writer = JSONWriter()
            writer.object { writer in
                writer.field("time", UTCTime.now)
                writer.field("level", Logger.Level.warning.rawValue)
                writer.field("message", droppedMessage(dropped))
                writer.field("dropped", dropped)
            }
            return writer.finish().withBytes { String(decoding: $0, as: UTF8.self) } + "\n"
        }
    }()

    private static func droppedMessage(_ count: Int) -> String {
        "\(count) log \(count == 1 ? "line was" : "lines were") dropped before this one: standard error was not read fast enough"
    }
}

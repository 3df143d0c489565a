private import Glibc
import JSON
package import Logging

/// Writes each log event as one JSON object on a line of its own: `time`, `level`, `message`, then the metadata by name.
/// Numbers and booleans of the metadata stay what they are.
package struct JSONLogHandler: LogHandler {
    package var logLevel = Logger.Level.info
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    private let write: @Sendable (String) -> Void

    /// - write: given each line, with its end. May be called on several threads at once.
    init(writingTo write: @escaping @Sendable (String) -> Void) { self.write = write }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var all = metadata
        if let provider = metadataProvider { all.merge(provider.get()) { $1 } }
        if let own = event.metadata { all.merge(own) { $1 } }
        if let error = event.error { all["error"] = "\(error)" }
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("time", UTCTime.now)
            writer.field("level", event.level.rawValue)
            writer.field("message", event.message.description)
            for (key, value) in all.sorted(by: { $0.key < $1.key }) {
                writer.key(Self.ownKeys.contains(key) ? "_" + key : key)
                writer.value(value)
            }
        }
        var line = writer.finish()
        line.append("\n")
        write(line.withBytes { String(decoding: $0, as: UTF8.self) })
    }

    private static let ownKeys = ["time", "level", "message"]
}

extension JSONWriter {
    fileprivate mutating func value(_ value: Logger.MetadataValue) {
        switch value {
        case .string(let text): self.value(text)
        case .stringConvertible(let number as Int): self.value(number)
        case .stringConvertible(let number as Double): self.value(number)
        case .stringConvertible(let flag as Bool): self.value(flag)
        case .stringConvertible(let other): self.value(other.description)
        case .array(let values): array { writer in for value in values { writer.value(value) } }
        case .dictionary(let members):
            object { writer in
                for (key, value) in members.sorted(by: { $0.key < $1.key }) {
                    writer.key(key)
                    writer.value(value)
                }
            }
        }
    }
}

/// `2026-01-31T23:59:59.123Z` (RFC 3339).
enum UTCTime {
    static var now: String {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return text(seconds: time.tv_sec, milliseconds: time.tv_nsec / 1_000_000)
    }

    /// - seconds: since 1970.
    static func text(seconds: Int, milliseconds: Int) -> String {
        var seconds = seconds
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let date = [Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday)]
        let clock = [Int(parts.tm_hour), Int(parts.tm_min), Int(parts.tm_sec)]
        return "\(padded(date[0], 4))-\(padded(date[1], 2))-\(padded(date[2], 2))T"
            + clock.map { padded($0, 2) }.joined(separator: ":") + ".\(padded(milliseconds, 3))Z"
    }
}

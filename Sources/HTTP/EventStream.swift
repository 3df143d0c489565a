package import JSON
private import Synchronization

/// Server-sent events (HTML, 9.2), each with a JSON value on one line of data.
package final class EventStream: Sendable {
    private let sink: any BodySink
    private let lastSent = Mutex(ContinuousClock.now)

    private init(sink: any BodySink) { self.sink = sink }

    /// - Returns: false when nobody will read it, and so nothing more needs to be sent.
    @discardableResult
    package func send(_ event: StaticString, _ write: (inout JSONWriter) throws -> Void) rethrows -> Bool {
        let part = try Self.event(event, write)
        lastSent.withLock { $0 = .now }
        return sink.write(part)
    }

    /// Sends the last event.
    /// - Returns: as `send`.
    @discardableResult
    package func end(_ event: StaticString, _ write: (inout JSONWriter) throws -> Void) rethrows -> Bool {
        sink.end(try Self.event(event, write))
    }

    private static func event(
        _ name: StaticString, _ write: (inout JSONWriter) throws -> Void
    ) rethrows -> OutputBuffer {
        var start = OutputBuffer(capacity: 256)
        start.append("event: ")
        start.append(name)
        start.append("\ndata: ")
        var writer = JSONWriter(after: start)
        try write(&writer)
        var event = writer.finish()
        event.append("\n\n")
        return event
    }

    /// Sends a comment after every so much silence, so that proxies keep the connection and a client's leaving is noticed.
    private func breakSilence(after interval: Duration) async {
        var comment = OutputBuffer(capacity: 8)
        comment.append(Self.comment)
        while true {
            let due = lastSent.withLock { $0 } + interval
            do { try await Task.sleep(until: due, clock: .continuous) } catch { return }
            let isSilent = lastSent.withLock { last in
                guard last + interval <= .now else { return false }
                last = .now
                return true
            }
            if isSilent, !sink.write(comment) { return }
        }
    }

    private static let comment: StaticString = ":\n\n"
}

extension Response {
    /// `Content-Type: text/event-stream`, events sent by `body`, which ends the stream.
    ///
    /// - silence: how long nothing may be sent before a comment is.
    /// - farewell: the data of the `error` event that ends the stream when the server stops before `body` has ended it.
    package static func events(
        silence: Duration = .seconds(15), farewell: (inout JSONWriter) -> Void,
        _ body: @escaping @Sendable (EventStream) async -> Void
    ) -> Response {
        let headers = [
            (name: "Content-Type", value: "text/event-stream"), ("Cache-Control", "no-cache"),
            // Or nginx would collect events before it passes them on.
            ("X-Accel-Buffering", "no"),
        ]
        return Response(headers: headers, stream: EventStream.body(silence: silence, farewell: farewell, body))
    }
}

extension EventStream {
    fileprivate static func body(
        silence: Duration, farewell: (inout JSONWriter) -> Void,
        _ body: @escaping @Sendable (EventStream) async -> Void
    ) -> BodyStream {
        var filler = OutputBuffer(capacity: 8)
        filler.append(comment)
        return BodyStream(farewell: event("error", farewell).copyOfBytes(), filler: filler.copyOfBytes()) { sink in
            let events = EventStream(sink: sink)
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await events.breakSilence(after: silence) }
                await body(events)
                group.cancelAll()
            }
        }
    }
}

package import JSON

/// A reply's body that is written while it is sent.
package struct BodyStream: Sendable {
    /// Ends the body when the server stops before `write` has.
    package let farewell: [UInt8]
    /// Means nothing wherever it stands between two parts. It is sent to a client that may have gone, to find out.
    package let filler: [UInt8]
    /// Writes the body and ends it. It runs in the task of the request, which is cancelled when the client has gone.
    package let write: @Sendable (any BodySink) async -> Void

    package init(
        farewell: [UInt8] = [], filler: [UInt8] = [], write: @escaping @Sendable (any BodySink) async -> Void
    ) {
        self.farewell = farewell
        self.filler = filler
        self.write = write
    }

    /// The same body, with something to do once it is complete.
    package func followed(by action: @escaping @Sendable () -> Void) -> BodyStream {
        BodyStream(farewell: farewell, filler: filler) { [write] sink in
            await write(sink)
            action()
        }
    }
}

/// Where a body goes that is written while it is sent. Any thread may write.
package protocol BodySink: Sendable {
    /// Sends a part; never waits for the client.
    /// - Returns: false when nobody will read it: the client has gone, or is dropped because it leaves more unread than is
    ///   allowed, or the body has ended.
    func write(_ part: borrowing OutputBuffer) -> Bool

    /// Sends the last part, of any length, and ends the body.
    /// - Returns: as `write`.
    func end(_ part: consuming OutputBuffer) -> Bool
}

private import CHTTP

/// A connection of TLS to a server that is not asked who it is: for asking one's own server whether it works.
package final class TLSClient {
    private let client: OpaquePointer

    /// - socket: connected and blocking; stays the caller's, and must live as long as this.
    /// - Returns: nil when the other side does not speak TLS.
    package init?(socket: Int32) {
        guard let client = heed_tls_connect(socket) else { return nil }
        self.client = client
    }

    deinit { heed_tls_disconnect(client) }

    /// False when the connection has ended.
    package func send(_ bytes: [UInt8]) -> Bool { heed_tls_send(client, bytes, bytes.count) }

    /// Waits for bytes; none at the end of the connection.
    package func receive() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        let count = heed_tls_receive(client, &buffer, buffer.count)
        return Array(buffer.prefix(count))
    }

    /// The server's certificate in DER.
    package var serverCertificate: [UInt8] {
        var length = 0
        let bytes = heed_tls_peer(client, &length)
        return Array(UnsafeBufferPointer(start: bytes, count: length))
    }
}

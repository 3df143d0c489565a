import HTTP
import TestSupport

/// As `Client`, over TLS.
final class SecureClient {
    private let client: Client
    private var session: TLSClient?

    init(port: Int) throws {
        client = try Client(port: port)
        guard let session = TLSClient(socket: client.socket) else {
            throw ClientError.noReply(received: "no handshake")
        }
        self.session = session
        client.receive = { session.receive() }
    }

    func send(_ text: String) { _ = session?.send(Array(text.utf8)) }

    func post(_ target: String, _ body: String) {
        send("POST \(target) HTTP/1.1\r\nHost: test\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    func reply() throws -> Reply { try client.reply() }
    /// Everything up to the end of the connection.
    func rest() -> String { client.rest() }
    func isClosedByServer() -> Bool { client.isClosedByServer() }
    var serverCertificate: [UInt8] { session?.serverCertificate ?? [] }

    func close() {
        client.receive = nil
        session = nil
        client.close()
    }

    deinit { close() }
}

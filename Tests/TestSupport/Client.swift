private import Glibc

/// What a server sent back.
package struct Reply: Equatable, Sendable {
    package var status: Int
    /// Names in lower case.
    package var headers: [String: String]
    package var body: String

    /// `error.code` of the service's error shape.
    package var errorCode: String? {
        guard let start = body.firstRange(of: #""code":""#)?.upperBound else { return nil }
        return String(body[start...].prefix { $0 != "\"" })
    }
}

package enum ClientError: Error {
    case cannotConnect(errno: Int32), noReply(received: String)
    /// What was to have happened before does not.
    case gaveUp(waitingFor: String)
}

/// A blocking client that sends exactly the bytes it is told to. Every wait ends after `patience`. To be used on a thread of its own:
/// see `onThread`.
package final class Client {
    private var descriptor: Int32
    package var socket: Int32 { descriptor }
    /// Where bytes come from when not from the socket itself; none: the end.
    package var receive: (() -> [UInt8])?
    private var received: [UInt8] = []

    /// - address: numeric.
    package init(port: Int, address: String = "127.0.0.1", patience seconds: Int = 300) throws {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICHOST
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(address, String(port), &hints, &found) == 0, let found else {
            throw ClientError.cannotConnect(errno: EINVAL)
        }
        defer { freeaddrinfo(found) }
        descriptor = Glibc.socket(
            found.pointee.ai_family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var wait = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
        let result = connect(descriptor, found.pointee.ai_addr, found.pointee.ai_addrlen)
        if result != 0 {
            let error = errno
            Glibc.close(descriptor)
            descriptor = -1
            throw ClientError.cannotConnect(errno: error)
        }
    }

    deinit { close() }

    /// False when the server has closed the connection.
    @discardableResult
    package func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    @discardableResult
    package func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// `GET` or another method without a body, with a Host.
    package func request(_ method: String = "GET", _ target: String, headers: String = "") {
        send("\(method) \(target) HTTP/1.1\r\nHost: test\r\n\(headers)\r\n")
    }

    package func post(_ target: String, _ body: String) {
        send("POST \(target) HTTP/1.1\r\nHost: test\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    /// The next reply on this connection.
    /// - isHead: the reply has no body, whatever length it states.
    package func reply(isHead: Bool = false) throws -> Reply {
        var reply = try head()
        let length = isHead ? 0 : Int(reply.headers["content-length"] ?? "0") ?? 0
        while received.count < length { try readMore() }
        reply.body = take(length)
        return reply
    }

    /// The next reply without its body, which is still to be read.
    package func head() throws -> Reply {
        let separator = Array("\r\n\r\n".utf8)
        while received.firstRange(of: separator) == nil { try readMore() }
        guard let end = received.firstRange(of: separator) else { throw failure }
        let lines = String(decoding: received[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        var reply = Reply(status: 0, headers: [:], body: "")
        reply.status = lines.first.flatMap { Int($0.split(separator: " ")[1]) } ?? 0
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            reply.headers[parts[0].lowercased()] = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
        }
        received.removeSubrange(..<end.upperBound)
        return reply
    }

    /// The next chunk of a chunked body; empty at its end.
    package func chunk() throws -> String {
        let lineEnd = Array("\r\n".utf8)
        while received.firstRange(of: lineEnd) == nil { try readMore() }
        guard let end = received.firstRange(of: lineEnd),
            let length = Int(String(decoding: received[..<end.lowerBound], as: UTF8.self), radix: 16)
        else { throw failure }
        received.removeSubrange(..<end.upperBound)
        while received.count < length + lineEnd.count { try readMore() }
        let chunk = take(length)
        guard take(lineEnd.count) == "\r\n" else { throw failure }
        return chunk
    }

    /// The rest of a chunked body.
    package func chunks() throws -> String {
        var body = ""
        while case let chunk = try chunk(), !chunk.isEmpty { body += chunk }
        return body
    }

    private func take(_ count: Int) -> String {
        defer { received.removeFirst(count) }
        return String(decoding: received.prefix(count), as: UTF8.self)
    }

    /// Whether the server closes the connection without sending anything more.
    package func isClosedByServer() -> Bool {
        guard received.isEmpty else { return false }
        do { try readMore() } catch { return errno != EAGAIN }
        return false
    }

    /// Everything up to the end of the connection.
    package func rest() -> String {
        while (try? readMore()) != nil {}
        return take(received.count)
    }

    /// Reads and drops everything up to the end; false when it does not end.
    package func isClosedAfterTheRest() -> Bool {
        while true { do { try readMore() } catch { return errno != EAGAIN } }
    }

    package func closeSendingSide() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Reads this many bytes, or what comes before the end, and drops them.
    package func skip(_ count: Int) {
        while received.count < count { do { try readMore() } catch { break } }
        received.removeFirst(min(count, received.count))
    }

    /// Leaves with a reset instead of the end of the stream.
    package func reset() {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    package func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }

    private func readMore() throws {
        if let receive {
            errno = 0
            let bytes = receive()
            guard !bytes.isEmpty else { throw failure }
            received += bytes
            return
        }
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        errno = 0
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { throw failure }
        received.append(contentsOf: buffer.prefix(count))
    }

    private var failure: ClientError { .noReply(received: String(decoding: received, as: UTF8.self)) }
}

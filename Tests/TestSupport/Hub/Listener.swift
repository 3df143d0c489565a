private import Foundation
private import Synchronization

/// A port of this machine, with a thread for each connection.
final class Listener: Sendable {
    let port: Int
    private let descriptor: Int32

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isBound = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 64) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw ClientError.cannotConnect(errno: errno) }
        self.port = Int(in_port_t(bigEndian: address.sin_port))
    }

    /// - serve: answers one request; false ends the connection.
    func serve(_ serve: @escaping @Sendable (Connection) -> Bool) {
        let descriptor = descriptor
        Thread.detachNewThread {
            while true {
                let accepted = accept(descriptor, nil, nil)
                guard accepted >= 0 else { break }
                Thread.detachNewThread {
                    let connection = Connection(accepted)
                    while serve(connection) {}
                    connection.close()
                }
            }
            Glibc.close(descriptor)
        }
    }

    /// Ends the thread that accepts.
    func close() { shutdown(descriptor, Int32(SHUT_RDWR)) }
}

/// One client of the Hub. Used by one thread.
final class Connection {
    struct Request {
        var method = ""
        var path = ""
        var query = ""
        var headers: [String: String] = [:]
    }

    private let descriptor: Int32
    private var received: [UInt8] = []

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        var yes: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    }

    func close() { Glibc.close(descriptor) }

    /// The next request, which has no body; nil when the client has gone.
    func request() -> Request? {
        let separator = Array("\r\n\r\n".utf8)
        while received.firstRange(of: separator) == nil {
            var buffer = [UInt8](repeating: 0, count: 16 << 10)
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            received += buffer[..<count]
        }
        guard let end = received.firstRange(of: separator) else { return nil }
        let lines = String(decoding: received[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        received.removeSubrange(..<end.upperBound)
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count == 3 else { return nil }
        var request = Request()
        request.method = String(words[0])
        // To a proxy the whole address is sent.
        let address = words[1].hasPrefix("http://") ? words[1].dropFirst(7).drop { $0 != "/" } : words[1]
        let target = address.split(separator: "?", maxSplits: 1)
        request.path = String(target[0])
        request.query = target.count > 1 ? String(target[1]) : ""
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            request.headers[parts[0].lowercased()] = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
        }
        return request
    }

    /// - Returns: whether the connection goes on.
    func send(
        status: Int, _ headers: [(String, String)], _ body: [UInt8], _ seen: TestHub.Seen,
        _ misbehavior: TestHub.Misbehavior? = nil
    ) -> Bool {
        var (status, headers, body) = (status, headers, body)
        var start = 0
        if status == 200, let range = seen.range {
            switch misbehavior {
            case .ignoredRange: break
            case .otherRange: start = range / 2
            default: start = range
            }
            if case .ignoredRange = misbehavior {
            } else if start >= body.count {
                return send(status: 416, [], [], seen)
            } else {
                status = 206
                headers.append(("Content-Range", "bytes \(start)-\(body.count - 1)/\(body.count)"))
            }
        }
        switch misbehavior {
        case .corrupted: body = body.map { $0 ^ 0x55 }
        case .shortened(let size): body = Array(body.prefix(size))
        case .lengthened(let count): body += [UInt8](repeating: 7, count: count)
        default: break
        }
        let rest = body[min(start, body.count)...]
        let lines = ["HTTP/1.1 \(status) X"] + headers.map { "\($0.0): \($0.1)" } + ["Content-Length: \(rest.count)"]
        guard send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)[...]) else { return false }
        if seen.method == "HEAD" { return true }
        switch misbehavior {
        case .cut(let count):
            _ = send(rest.prefix(count))
            return false
        case .stall(let count):
            _ = send(rest.prefix(count))
            var byte: UInt8 = 0
            // Until the client goes.
            _ = recv(descriptor, &byte, 1, 0)
            return false
        case .parts(let size, let between):
            var remaining = rest
            while !remaining.isEmpty {
                guard send(remaining.prefix(size)) else { return false }
                remaining = remaining.dropFirst(size)
                between()
            }
            return true
        default: return send(rest)
        }
    }

    private func send(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let part = UnsafeRawBufferPointer(rebasing: rest)
                let count = Glibc.send(descriptor, part.baseAddress, min(part.count, 1 << 20), Int32(MSG_NOSIGNAL))
                guard count > 0 else { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }
    }
}

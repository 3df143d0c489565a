import ArgumentParser
import Glibc
import HTTP
import Service

struct Health: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask a running server whether it is ready: exit code 0 or 1. For container health checks.",
        discussion: """
            Without options it asks the server that heed serve would start with the same environment and configuration file; in a \
            container whose first process is heed serve, that process's flags count as well.
            """)

    @Option(help: "The server's address, in place of all settings: https://HOST:PORT.") var url: String?
    @Option(help: "The server's host; by default as heed serve reads it.") var host: String?
    @Option(help: "The server's port; by default as heed serve reads it.") var port: Int?
    @Option(help: ArgumentHelp("JSON file with settings; flags and HEED_* variables come first.", valueName: "file"))
    var config: String?
    @Option(help: "Seconds to wait.") var timeout = 5

    func validate() throws {
        guard url == nil || host == nil && port == nil && config == nil else {
            throw ValidationError("--url is the whole address: leave out --host, --port and --config")
        }
        guard timeout > 0 else { throw ValidationError("--timeout must be at least 1 second") }
    }

    func run() throws {
        let address = try url.map(HTTPAddress.init(url:)) ?? HTTPAddress(configuration: configuration())
        let status = try address.status(of: "/health", timeout: timeout)
        guard status == 200 else {
            Console.complain("not ready: status \(status)")
            throw ExitCode(1)
        }
        try Console.say("ready")
    }

    /// What the server has been started with.
    private func configuration() throws -> Configuration {
        let isToldNothing = host == nil && port == nil && config == nil
        let serving = isToldNothing ? FirstProcess.servingOptions : nil
        var options = try serving ?? SettingOptions.parse([])
        options.host = host ?? options.host
        options.port = port ?? options.port
        options.config = config ?? options.config
        return try options.loader(environment: Environment.variables).load(for: .asking)
    }
}

/// Where a server listens.
struct HTTPAddress: Equatable {
    var usesTLS = false
    var host: String
    var port: String

    /// `http://HOST[:PORT]` or `https://HOST[:PORT]`; a path is ignored.
    init(url: String) throws {
        guard let scheme = ["http://", "https://"].first(where: url.hasPrefix) else {
            throw ValidationError("--url must begin with http:// or https://, not \"\(url)\"")
        }
        usesTLS = scheme == "https://"
        let authority = url.dropFirst(scheme.count).prefix { $0 != "/" }
        let portStart = authority.lastIndex(of: ":").flatMap {
            authority[$0...].utf8.contains(UInt8(ascii: "]")) ? nil : $0
        }
        host = authority[..<(portStart ?? authority.endIndex)].filter { $0 != "[" && $0 != "]" }
        port = portStart.map { String(authority[authority.index(after: $0)...]) } ?? (usesTLS ? "443" : "80")
        guard !host.isEmpty, UInt16(port) != nil else {
            throw ValidationError("--url \"\(url)\" has no host or no valid port")
        }
    }

    /// The server that a configuration starts.
    init(configuration: Configuration) throws {
        let server = configuration.server
        guard server.port != 0 else {
            throw Failure(message: "port 0 lets the server pick its port; name it with --port, or --url")
        }
        host = Self.isWildcard(server.host) ? "127.0.0.1" : server.host
        port = "\(server.port)"
        usesTLS = configuration.access.usesTLS
    }

    /// A server that listens on every address is reached on this machine's own.
    private static func isWildcard(_ host: String) -> Bool {
        var (address, address6) = (in_addr(), in6_addr())
        if inet_aton(host, &address) != 0 { return address.s_addr == 0 }
        guard inet_pton(AF_INET6, host, &address6) == 1 else { return false }
        return withUnsafeBytes(of: &address6) { $0.allSatisfy { $0 == 0 } }
    }

    /// The status of a GET request.
    func status(of path: String, timeout: Int) throws -> Int {
        let connection = try connect(timeout: timeout)
        defer { close(connection) }
        let request = "GET \(path) HTTP/1.1\r\nHost: \(Console.urlHost(host)):\(port)\r\nConnection: close\r\n\r\n"
        var reply: [UInt8] = []
        let receive = try exchange(request, over: connection)
        // "HTTP/1.1 200" is all that matters.
        while reply.count < 12 {
            let bytes = receive()
            guard !bytes.isEmpty else { throw Failure(message: "no answer from \(host):\(port)") }
            reply += bytes
        }
        let words = String(decoding: reply, as: UTF8.self).split(separator: " ")
        guard words.count > 1, words[0].hasPrefix("HTTP/"), let status = Int(words[1].prefix(3)) else {
            throw Failure(message: "\(host):\(port) does not speak HTTP")
        }
        return status
    }

    /// Sends the request and returns what waits for bytes of the reply.
    private func exchange(_ request: String, over connection: Int32) throws -> () -> [UInt8] {
        if usesTLS {
            // Whose certificate it is does not matter: nothing is told, and little believed.
            guard let client = TLSClient(socket: connection), client.send(Array(request.utf8)) else {
                throw Failure(message: "\(host):\(port) does not speak TLS")
            }
            return { client.receive() }
        }
        guard Console.write(Array(request.utf8), to: connection) == 0 else {
            throw Failure(message: "\(host):\(port) closed the connection")
        }
        return {
            var buffer = [UInt8](repeating: 0, count: 256)
            let count = read(connection, &buffer, buffer.count)
            return Array(buffer.prefix(max(count, 0)))
        }
    }

    private func connect(timeout: Int) throws -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, port, &hints, &found) == 0 else { throw Failure(message: "there is no host \(host)") }
        defer { freeaddrinfo(found) }
        var next = found
        while let address = next?.pointee {
            next = address.ai_next
            let connection = socket(address.ai_family, address.ai_socktype, address.ai_protocol)
            guard connection >= 0 else { continue }
            var patience = timeval(tv_sec: timeout, tv_usec: 0)
            for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
                setsockopt(connection, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
            }
            if Glibc.connect(connection, address.ai_addr, address.ai_addrlen) == 0 { return connection }
            close(connection)
        }
        throw Failure(message: "nothing answers on \(host):\(port)")
    }
}

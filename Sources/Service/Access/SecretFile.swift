import Glibc

/// A small file that may change while the server runs: keys, certificates.
enum SecretFile {
    private static let mostBytes = 1 << 20

    /// Read and not mapped: a mapped file that is shortened meanwhile would end the process.
    /// - setting: whose value the path is.
    static func read(_ path: String, setting: String) throws(ConfigurationError) -> [UInt8] {
        func failure(_ message: String) -> ConfigurationError {
            .invalid(setting: setting, source: path, message: message)
        }
        // Without O_NONBLOCK, opening a named pipe would wait for its writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure(String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(String(cString: strerror(errno))) }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= mostBytes else { throw failure("is larger than \(mostBytes) bytes") }
        }
    }
}

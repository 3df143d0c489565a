import Glibc

/// The process with the number 1: in a container, the one that it was started for.
enum FirstProcess {
    /// What `heed serve` was started with there; nil when the process is another one.
    static var servingOptions: SettingOptions? { servingOptions(commandLine: bytes(of: "/proc/1/cmdline")) }

    /// - commandLine: words, each with a zero byte behind it. Words before "heed" are those of an init (tini, dumb-init).
    static func servingOptions(commandLine: [UInt8]) -> SettingOptions? {
        let words = commandLine.split(separator: 0, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }.dropLast()
        guard let program = words.firstIndex(where: { $0 == "heed" || $0.hasSuffix("/heed") }) else { return nil }
        let arguments = words[(program + 1)...]
        guard arguments.first == "serve" else { return nil }
        return try? SettingOptions.parse(Array(arguments.dropFirst()))
    }

    private static func bytes(of path: String) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(file, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return bytes }
            bytes += buffer.prefix(count)
        }
    }
}

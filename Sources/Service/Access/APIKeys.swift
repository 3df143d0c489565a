/// The keys that requests may carry.
struct APIKeys: Sendable {
    /// A shorter key can be guessed.
    static let fewestBytes = 16
    private let keys: [[UInt8]]

    /// - text: one key a line, of visible ASCII characters; empty lines and lines that begin with `#` are none.
    /// - path: for messages, which never show a key.
    init(parsing text: [UInt8], path: String) throws(ConfigurationError) {
        var keys: [[UInt8]] = []
        for (index, line) in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            let key = Self.trimmed(line)
            guard let first = key.first, first != UInt8(ascii: "#") else { continue }
            func failure(_ message: String) -> ConfigurationError {
                .invalid(setting: "api_keys_file", source: "\(path), line \(index + 1)", message: message)
            }
            guard key.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                throw failure("a key consists of visible ASCII characters without spaces")
            }
            guard key.count >= Self.fewestBytes else {
                throw failure("a key has at least \(Self.fewestBytes) characters; openssl rand -hex 32 makes one")
            }
            keys.append(Array(key))
        }
        guard !keys.isEmpty else {
            throw .invalid(setting: "api_keys_file", source: path, message: "has no key; nobody could ask anything")
        }
        self.keys = keys
    }

    /// Looks at every byte of the token for every key, so that the time tells nothing of how much of it is right.
    func contain(_ token: some Collection<UInt8>) -> Bool {
        var isKnown: UInt8 = 0
        for key in keys {
            var difference: UInt8 = key.count == token.count ? 0 : 1
            for (index, byte) in token.enumerated() { difference |= byte ^ key[index % key.count] }
            // 1 exactly when there is no difference, without a branch.
            isKnown |= UInt8(truncatingIfNeeded: (UInt16(difference) &- 1) >> 8) & 1
        }
        return isKnown == 1
    }

    var count: Int { keys.count }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
        var line = line.drop(while: isBlank)
        while let last = line.last, isBlank(last) { line.removeLast() }
        return line
    }
}

private import CGnuTLS

/// What the Hub names a file's content by.
package enum ContentName: Sendable, Equatable, Hashable {
    /// Of large files: of the bytes.
    case sha256(String)
    /// Of small files: git's own, of "blob", the size, and the bytes.
    case gitSHA1(String)

    /// Hexadecimal; also the name of the file that holds the content.
    package var text: String {
        switch self {
        case .sha256(let text), .gitSHA1(let text): text
        }
    }

    var algorithm: String {
        switch self {
        case .sha256: "SHA-256"
        case .gitSHA1: "git SHA-1"
        }
    }
}

/// The running hash of a content.
package struct ContentHash: ~Copyable {
    private let handle: gnutls_hash_hd_t
    private let isSHA256: Bool
    /// What git's hash begins with.
    private let head: [UInt8]

    /// - kind: which hash; its text does not matter.
    /// - size: bytes of the whole content
    package init?(like kind: ContentName, size: Int) {
        isSHA256 = if case .sha256 = kind { true } else { false }
        var handle: gnutls_hash_hd_t?
        let algorithm = isSHA256 ? GNUTLS_DIG_SHA256 : GNUTLS_DIG_SHA1
        guard gnutls_hash_init(&handle, algorithm) == 0, let handle else { return nil }
        self.handle = handle
        head = isSHA256 ? [] : Array("blob \(size)\0".utf8)
        _ = gnutls_hash(handle, head, head.count)
    }

    deinit { gnutls_hash_deinit(handle, nil) }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard !bytes.isEmpty else { return }
        _ = gnutls_hash(handle, bytes.baseAddress, bytes.count)
    }

    /// The name of what has come so far; the hash begins anew.
    package mutating func name() -> ContentName {
        var digest = [UInt8](repeating: 0, count: isSHA256 ? 32 : 20)
        gnutls_hash_output(handle, &digest)
        _ = gnutls_hash(handle, head, head.count)
        let digits = Array("0123456789abcdef".utf8)
        let text = String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
        return isSHA256 ? .sha256(text) : .gitSHA1(text)
    }
}

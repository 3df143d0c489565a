private import Glibc

/// Fetches one content into the cache: from where an earlier try has ended, and never under its own name before its hash is right.
struct BlobDownload {
    let file: RepositoryFile
    let commit: String
    let cache: HubCache
    let client: HubClient
    /// Told of each part how many bytes of the file are there.
    let onProgress: (Int) -> Void

    /// The lock of the content must be held.
    func callAsFunction() throws(HubError) {
        let path = cache.partialBlob(file)
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw Files.writeError(path) }
        defer { close(descriptor) }
        guard let hasher = FileHasher(descriptor, of: file) else {
            throw .wrongContent(
                file: file.path, reason: "GnuTLS has no \(file.content.algorithm) here to check it with")
        }
        defer { hasher.stop() }
        var partial = Partial(descriptor: descriptor, hasher: hasher, path: path)
        if let size = Files.size(path), size <= file.size { partial.received = size }
        hasher.advance(to: partial.received)
        onProgress(partial.received)
        do {
            try fetch(&partial)
        } catch .wrongContent(let file, let reason) {
            unlink(path)
            throw .wrongContent(file: file, reason: reason)
        }
        guard ftruncate(descriptor, off_t(file.size)) == 0, fdatasync(descriptor) == 0,
            rename(path, cache.blob(file)) == 0
        else { throw Files.writeError(path) }
    }

    /// What has arrived of the file.
    private struct Partial {
        let descriptor: Int32
        let hasher: FileHasher
        let path: String
        var received = 0
        /// Whether bytes are among them that an earlier process has left.
        var isInherited = false

        /// - Returns: 0, or the number of what went wrong.
        mutating func append(_ part: UnsafeRawBufferPointer) -> Int32 {
            var rest = part
            while !rest.isEmpty {
                // By position, so that two writers without a lock would still write the same.
                let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(received))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return count < 0 ? errno : ENOSPC }
                received += count
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
            hasher.advance(to: received)
            return 0
        }

        mutating func restart() {
            _ = hasher.finish(size: received)
            received = 0
            isInherited = false
        }
    }

    private func fetch(_ partial: inout Partial) throws(HubError) {
        partial.isInherited = partial.received > 0
        var retries = Retries(client.settings)
        while true {
            let before = partial.received
            do {
                if partial.received < file.size || file.size == 0 { try fetchRest(&partial) }
                if partial.received == file.size, try check(&partial) { return }
            } catch {
                if partial.received - before >= Self.progress { retries.reset() }
                try client.pause(after: error, &retries)
            }
        }
    }

    /// Bytes after which a connection has been of use.
    private static let progress = 16 << 20

    /// - Returns: false when what an earlier process has left was wrong; then everything is to be fetched.
    private func check(_ partial: inout Partial) throws(HubError) -> Bool {
        let found = partial.hasher.finish(size: file.size)
        if found == file.content { return true }
        guard partial.isInherited else {
            throw .wrongContent(
                file: file.path,
                reason:
                    "its \(file.content.algorithm) is \(found?.text ?? "not to be had"), and the Hub states \(file.content.text)"
            )
        }
        partial.received = 0
        partial.isInherited = false
        return false
    }

    private func fetchRest(_ partial: inout Partial) throws(HubError) {
        var failure: HubError?
        var current = partial
        defer { partial = current }
        let isEnd = try client.fetch(
            file, of: cache.reference, commit: commit, from: partial.received,
            begin: { isFromStart in if !isFromStart { current.restart() } },
            receive: { part in
                guard current.received + part.count <= file.size else {
                    failure = .wrongContent(
                        file: file.path, reason: "it does not end after the \(file.size) bytes that the Hub states")
                    return false
                }
                let number = current.append(part)
                if number != 0 { failure = Files.writeError(current.path, number: number) }
                onProgress(current.received)
                return number == 0
            })
        if let failure { throw failure }
        guard current.received < file.size else { return }
        guard isEnd else {
            throw .unreachable(
                endpoint: client.settings.endpoint,
                reason: "the connection ended after \(current.received) of the \(file.size) bytes of \(file.path)")
        }
        // What an earlier process has left may be another content's.
        guard current.isInherited else {
            throw .wrongContent(
                file: file.path,
                reason: "it ends after \(current.received) of the \(file.size) bytes that the Hub states")
        }
        current.restart()
    }
}

private import Dispatch
private import Glibc
private import Synchronization

/// Hashes a file, and brings it to the disk, on threads of their own while another one still appends to it.
final class FileHasher: Sendable {
    private struct State: ~Copyable {
        var hash: ContentHash
        var isReadable = true
    }

    private let descriptor: Int32
    private let state: Mutex<State>
    /// Where the part begins that nobody has asked to hash yet.
    private let end = Mutex(0)
    private let queue = DispatchQueue(label: "heed.hash")
    private let disk = DispatchQueue(label: "heed.disk")

    /// nil when there is no such hash here.
    /// - descriptor: open as long as this object is in use
    init?(_ descriptor: Int32, of file: RepositoryFile) {
        guard let hash = ContentHash(like: file.content, size: file.size) else { return nil }
        self.descriptor = descriptor
        state = Mutex(State(hash: hash))
    }

    /// The file has all bytes up to here.
    func advance(to size: Int) { advance(to: size, atLeast: Self.part) }

    private static let part = 1 << 20
    /// Bytes that are brought to the disk at once.
    private static let diskPart = 32 << 20

    private func advance(to size: Int, atLeast least: Int) {
        let range: Range<Int>? = end.withLock { end in
            guard size - end >= least else { return nil }
            defer { end = size }
            return end..<size
        }
        guard let range else { return }
        queue.async { self.read(range) }
        // So that there is little to wait for in the end.
        let isDue = range.lowerBound / Self.diskPart != range.upperBound / Self.diskPart
        if isDue { disk.async { fdatasync(self.descriptor) } }
    }

    private func read(_ range: Range<Int>) {
        state.withLock { state in
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: min(range.count, Self.part), alignment: 64)
            defer { buffer.deallocate() }
            var offset = range.lowerBound
            while offset < range.upperBound {
                let count = pread(descriptor, buffer.baseAddress, min(buffer.count, range.upperBound - offset), offset)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else {
                    state.isReadable = false
                    return
                }
                state.hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                offset += count
            }
        }
    }

    /// The name of the whole content; nil when it could not be read. The next advance begins anew.
    func finish(size: Int) -> ContentName? {
        advance(to: size, atLeast: 1)
        queue.sync {}
        end.withLock { $0 = 0 }
        return state.withLock { state in
            let name = state.hash.name()
            defer { state.isReadable = true }
            return state.isReadable ? name : nil
        }
    }

    /// Waits until nothing is done with the file any more.
    func stop() {
        queue.sync {}
        disk.sync {}
    }
}

private import Dispatch
private import Glibc
private import Synchronization
private import Threads

/// Log lines on their way to a file that may be slow, or that nobody reads any more. Who logs never waits: a thread of the queue's own
/// writes. Lines that find no room are dropped and counted; the next one that finds room is preceded by one that says how many.
final class LogQueue: Sendable {
    private struct State {
        /// Without a thread of its own the queue would only ever fill; then whoever logs writes.
        var hasThread = true
        var waiting: [UInt8] = []
        var isWriting = false
        /// Lines that were dropped since the last that was taken.
        var untold = 0
        var dropped = 0
        /// Signalled when everything has been written.
        var flushes: [DispatchSemaphore] = []
    }

    private let file: Int32
    private let capacity: Int
    private let notice: @Sendable (_ dropped: Int) -> String
    private let state = Mutex(State())
    private let arrivals = DispatchSemaphore(value: 0)

    /// - file: a descriptor that stays open
    /// - capacity: bytes that wait at most
    /// - notice: a line, with its end, that says how many were dropped before it
    init(
        writingTo file: Int32 = STDERR_FILENO, capacity: Int = 1 << 20, notice: @escaping @Sendable (Int) -> String
    ) {
        self.file = file
        self.capacity = capacity
        self.notice = notice
        if !WorkerThread.start({ [self] in writeForEver() }) { state.withLock { $0.hasThread = false } }
    }

    /// Lines that found no room since the start.
    var dropped: Int { state.withLock { $0.dropped } }

    /// - line: with its end
    func write(_ line: String) {
        let bytes = Array(line.utf8)
        let hasThread = state.withLock { state in
            guard state.hasThread else { return false }
            let told = state.untold > 0 ? Array(notice(state.untold).utf8) : []
            guard state.waiting.count + told.count + bytes.count <= capacity else {
                state.untold += 1
                state.dropped += 1
                return true
            }
            state.untold = 0
            state.waiting += told
            state.waiting += bytes
            return true
        }
        if hasThread { arrivals.signal() } else { writeAll(bytes) }
    }

    /// Waits until everything has been written, but no longer than that.
    /// - Returns: whether it was.
    @discardableResult
    func flush(within seconds: Double) -> Bool {
        let isEmpty = DispatchSemaphore(value: 0)
        let mustWait = state.withLock { state in
            guard state.isWriting || !state.waiting.isEmpty else { return false }
            state.flushes.append(isEmpty)
            return true
        }
        return !mustWait || isEmpty.wait(timeout: .now() + seconds) == .success
    }

    private func writeForEver() {
        while true {
            arrivals.wait()
            let lines = state.withLock { state in
                defer { state.waiting = [] }
                state.isWriting = true
                return state.waiting
            }
            writeAll(lines)
            let flushes = state.withLock { state in
                state.isWriting = false
                guard state.waiting.isEmpty else { return [DispatchSemaphore]() }
                defer { state.flushes = [] }
                return state.flushes
            }
            for flush in flushes { flush.signal() }
        }
    }

    private func writeAll(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Glibc.write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if errno == EAGAIN {
                    var waiting = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
                    poll(&waiting, 1, -1)
                } else if errno != EINTR {
                    return
                }
            }
        }
    }
}

/// What swift-log's own handler writes to.
struct LogStream: TextOutputStream, Sendable {
    let queue: LogQueue

    func write(_ line: String) { queue.write(line) }
}

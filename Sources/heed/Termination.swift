import Glibc
import Service
import Synchronization
import Threads

/// SIGTERM and SIGINT: the first one asks to end, the second one ends the process at once. SIGHUP, if it is caught, asks to read
/// files again; otherwise it does what the system does with it, as when a terminal is closed.
///
/// The signals are blocked everywhere and taken by one thread of their own, which needs no signal handler and so none of its
/// restrictions. Make it on the main thread, before other threads exist: they inherit the mask.
final class Termination: Sendable {
    /// nil: there is nothing to finish yet, and a signal ends the process.
    private let end = Mutex<(@Sendable () -> Void)?>(nil)
    private let reload = Mutex<(@Sendable () -> Void)?>(nil)
    private let catchesHangUp: Bool

    init(catchesHangUp: Bool) throws(StartupError) {
        self.catchesHangUp = catchesHangUp
        // A peer that has gone is an error of write, not a reason to die.
        signal(SIGPIPE, SIG_IGN)
        var signals = self.signals
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        // The thread keeps this object for the rest of the process.
        guard WorkerThread.start({ [self] in obey() }) else { throw .noThread }
    }

    /// - action: what SIGHUP does, on the thread of the signals.
    func onHangUp(_ action: @escaping @Sendable () -> Void) { reload.withLock { $0 = action } }

    /// - action: what the first request to end does, on the thread of the signals.
    func onRequest(_ action: @escaping @Sendable () -> Void) { end.withLock { $0 = action } }

    private var signals: sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        if catchesHangUp { sigaddset(&signals, SIGHUP) }
        return signals
    }

    private func obey() {
        awaitRequest()
        guard let end = end.withLock({ $0 }) else { _exit(0) }
        end()
        _exit(128 + awaitRequest())
    }

    /// The next signal that asks to end. Those that ask to read files again are obeyed meanwhile.
    @discardableResult
    private func awaitRequest() -> Int32 {
        var signals = self.signals
        var received: Int32 = 0
        while true {
            sigwait(&signals, &received)
            guard received == SIGHUP else { return received }
            reload.withLock { $0 }?()
        }
    }
}

import Dispatch
import Glibc
import Synchronization

/// SIGTERM and SIGINT: the first one ends `wait`, the second one ends the process at once.
///
/// The signals are blocked everywhere and taken by one thread of their own, which needs no signal handler and so none of its
/// restrictions. Make it on the main thread, before other threads exist: they inherit the mask.
final class Termination: Sendable {
    private let requested = DispatchSemaphore(value: 0)
    /// Until someone waits there is nothing to finish: a signal ends the process.
    private let isAwaited = Mutex(false)

    init() {
        // A peer that has gone is an error of write, not a reason to die.
        signal(SIGPIPE, SIG_IGN)
        var signals = Self.signals
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        var thread = pthread_t()
        // The thread keeps this object for the rest of the process.
        let context = Unmanaged.passRetained(self).toOpaque()
        let status = pthread_create(&thread, nil, Self.main, context)
        precondition(status == 0, "no thread for signals")
        pthread_detach(thread)
    }

    /// Returns when the process has been asked to end.
    func wait() {
        isAwaited.withLock { $0 = true }
        requested.wait()
    }

    private static var signals: sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        return signals
    }

    private static let main: @Sendable @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
        context in
        guard let context else { return nil }
        let termination = Unmanaged<Termination>.fromOpaque(context).takeUnretainedValue()
        var signals = Termination.signals
        var received: Int32 = 0
        sigwait(&signals, &received)
        guard termination.isAwaited.withLock({ $0 }) else { _exit(0) }
        termination.requested.signal()
        sigwait(&signals, &received)
        _exit(128 + received)
    }
}

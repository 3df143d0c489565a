import Synchronization

/// Requests a second, over the last few seconds.
final class RequestRate: Sendable {
    private struct State {
        var windowBegan: ContinuousClock.Instant?
        var count = 0
        /// Of the window before.
        var previousCount = 0
    }

    private static let windowSeconds = 5.0
    private let state = Mutex(State())

    func record(at now: ContinuousClock.Instant = .now) {
        state.withLock { state in
            Self.advance(&state, to: now)
            state.count += 1
        }
    }

    /// As if the requests of the window before had come evenly.
    func perSecond(at now: ContinuousClock.Instant = .now) -> Double {
        state.withLock { state in
            let part = Self.advance(&state, to: now)
            return (Double(state.previousCount) * (1 - part) + Double(state.count)) / Self.windowSeconds
        }
    }

    /// Returns which part of its window is over.
    @discardableResult
    private static func advance(_ state: inout State, to now: ContinuousClock.Instant) -> Double {
        let began = state.windowBegan ?? now
        let windows = (now - began) / .seconds(windowSeconds)
        guard windows >= 1 else {
            state.windowBegan = began
            return max(0, windows)
        }
        state.previousCount = windows < 2 ? state.count : 0
        state.count = 0
        state.windowBegan = began + .seconds(windows.rounded(.down) * windowSeconds)
        return windows - windows.rounded(.down)
    }
}

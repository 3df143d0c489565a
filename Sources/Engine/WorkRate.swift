/// How fast the engine has been working lately, and so how long what waits will take.
///
/// Work is counted in tokens of the encoder's input, which are known before the work is done. Recent work weighs more: after
/// `memory` busy seconds what was before weighs half.
struct WorkRate {
    private static let memory = 10.0
    private static let longestWait = 600.0

    private var tokens = 0.0
    private var seconds = 0.0

    /// - seconds: that the engine was busy since the last call.
    mutating func record(tokens newTokens: Int, seconds newSeconds: Double) {
        let kept = Self.memory / (Self.memory + max(newSeconds, 0))
        tokens = tokens * kept + Double(newTokens)
        seconds = seconds * kept + max(newSeconds, 0)
    }

    /// Tokens a second; nil before anything is known.
    var tokensPerSecond: Double? { seconds > 0 && tokens > 0 ? tokens / seconds : nil }

    /// Whole seconds, from 1 to 600, until so many tokens will have been worked off.
    func secondsUntilDone(tokens: Int) -> Int {
        guard let tokensPerSecond else { return 1 }
        return Int(min(max((Double(tokens) / tokensPerSecond).rounded(.up), 1), Self.longestWait))
    }
}

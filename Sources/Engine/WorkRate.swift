/// How fast the engine has been working lately, and so how long what waits will take.
///
/// Work is counted as the cost of the encoder's input, which is known before the work is done. Recent work weighs more: after
/// `memory` busy seconds what was before weighs half.
struct WorkRate {
    private static let memory = 10.0
    private static let longestWait = 600.0

    private var cost = 0.0
    private var seconds = 0.0

    /// - seconds: that the engine was busy since the last call.
    mutating func record(cost newCost: Int, seconds newSeconds: Double) {
        let kept = Self.memory / (Self.memory + max(newSeconds, 0))
        cost = cost * kept + Double(newCost)
        seconds = seconds * kept + max(newSeconds, 0)
    }

    /// Cost a second; nil before anything is known.
    var costPerSecond: Double? { seconds > 0 && cost > 0 ? cost / seconds : nil }

    /// Whole seconds, from 1 to 600, until so much will have been worked off.
    func secondsUntilDone(cost: Int) -> Int {
        guard let costPerSecond else { return 1 }
        return Int(min(max((Double(cost) / costPerSecond).rounded(.up), 1), Self.longestWait))
    }
}

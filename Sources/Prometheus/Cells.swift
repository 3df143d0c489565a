import CoreMetrics
import Synchronization

/// A number that any thread adds to. Recording takes one atomic operation, no lock and no memory.
final class CounterCell: CounterHandler {
    private let count = Atomic<Int64>(0)

    func increment(by amount: Int64) { count.wrappingAdd(amount, ordering: .relaxed) }
    func reset() { count.store(0, ordering: .relaxed) }
    var value: Double { Double(count.load(ordering: .relaxed)) }
}

/// A floating-point number that any thread changes.
final class NumberCell: FloatingPointCounterHandler, MeterHandler, RecorderHandler {
    private let number = AtomicNumber()

    func increment(by amount: Double) { number.add(amount) }
    func decrement(by amount: Double) { number.add(-amount) }
    func reset() { number.store(0) }
    func set(_ value: Int64) { number.store(Double(value)) }
    func set(_ value: Double) { number.store(value) }
    func record(_ value: Int64) { set(value) }
    func record(_ value: Double) { set(value) }
    var value: Double { number.load() }
}

/// How many values fell into each bucket, and their sum. Recording takes two atomic operations, no lock and no memory.
final class HistogramCell: RecorderHandler, TimerHandler {
    static let mostBuckets = 23

    let bounds: [Double]
    /// Of each bucket by itself; the one without a bound comes after the others.
    private let counts = InlineArray<24, Atomic<Int>> { _ in Atomic(0) }
    private let total = AtomicNumber()

    init(bounds: [Double]) { self.bounds = bounds }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        // NaN is in no bucket but the last, as it is above no bound and below none.
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        counts[bucket].wrappingAdd(1, ordering: .relaxed)
        total.add(value)
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    /// For each bound how many values were not above it, and how many there were in all.
    var cumulativeCounts: [Int] {
        var sum = 0
        return (0...bounds.count).map { bucket in
            sum += counts[bucket].load(ordering: .relaxed)
            return sum
        }
    }

    var sum: Double { total.load() }
}

/// A double that is added to atomically.
private struct AtomicNumber: ~Copyable {
    private let bits = Atomic<UInt64>(Double.zero.bitPattern)

    func load() -> Double { Double(bitPattern: bits.load(ordering: .relaxed)) }
    func store(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

    func add(_ amount: Double) {
        var old = bits.load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: old) + amount).bitPattern
            let outcome = bits.weakCompareExchange(expected: old, desired: new, ordering: .relaxed)
            if outcome.exchanged { return }
            old = outcome.original
        }
    }
}

package import CoreMetrics
private import Synchronization

/// The backend of swift-metrics that keeps values for Prometheus to fetch. Its metrics are declared beforehand, since a name and
/// labels alone say neither what they mean nor which buckets fit.
package final class MetricRegistry: Sendable {
    /// What a series' value comes from.
    enum Source: Sendable {
        case counter(CounterCell)
        case number(NumberCell)
        case histogram(HistogramCell)
        /// Asked when it is fetched.
        case observed(@Sendable () -> Double)
    }

    struct Series: Sendable {
        /// In the order of the family's labels.
        let labelValues: [String]
        let source: Source
    }

    package let families: [MetricFamily]
    private let indices: [String: Int]
    /// For each family its series, in the order of their first use.
    private let series: Mutex<[[Series]]>

    package init(_ families: [MetricFamily]) {
        self.families = families
        indices = Dictionary(uniqueKeysWithValues: families.enumerated().map { ($1.name, $0) })
        series = Mutex(families.map { _ in [] })
    }

    /// A value that is asked for whenever the metrics are fetched. A second observer of the same series takes the first one's place.
    /// - value: called on any thread, while no lock is held.
    package func observe(
        _ name: String, labels: [(String, String)] = [], _ value: @escaping @Sendable () -> Double
    ) {
        let (index, values) = place(name, labels)
        series.withLock { series in
            series[index].removeAll { $0.labelValues == values }
            series[index].append(Series(labelValues: values, source: .observed(value)))
        }
    }

    var snapshot: [[Series]] { series.withLock { $0 } }

    /// The series' cell, made when it is asked for first.
    private func cell<Cell>(
        _ name: String, _ labels: [(String, String)], _ pick: (Source) -> Cell?,
        _ make: (MetricFamily) -> (Cell, Source)?
    ) -> Cell {
        let (index, values) = place(name, labels)
        return series.withLock { series in
            if let known = series[index].first(where: { $0.labelValues == values }), let cell = pick(known.source) {
                return cell
            }
            guard let (cell, source) = make(families[index]) else {
                preconditionFailure("the metric \(name) is a \(families[index].kind.word)")
            }
            series[index].append(Series(labelValues: values, source: source))
            return cell
        }
    }

    private func place(_ name: String, _ labels: [(String, String)]) -> (family: Int, labelValues: [String]) {
        guard let index = indices[name] else { preconditionFailure("the metric \(name) is not declared") }
        let values = families[index].labels.map { label in
            guard let value = labels.first(where: { $0.0 == label })?.1 else {
                preconditionFailure("the metric \(name) has the label \(label)")
            }
            return value
        }
        precondition(labels.count == values.count, "the metric \(name) has other labels")
        return (index, values)
    }
}

extension MetricRegistry: MetricsFactory {
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        cell(label, dimensions) {
            if case .counter(let cell) = $0 { cell } else { nil }
        } _: { family in
            guard family.kind == .counter else { return nil }
            let cell = CounterCell()
            return (cell, .counter(cell))
        }
    }

    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        number(label, dimensions, kind: .counter)
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        number(label, dimensions, kind: .gauge)
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        if aggregate { histogram(label, dimensions) } else { number(label, dimensions, kind: .gauge) }
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(label, dimensions)
    }

    // A series that has been seen stays: were it to vanish and return, its count would seem to have begun anew.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    private func number(_ name: String, _ labels: [(String, String)], kind: MetricFamily.Kind) -> NumberCell {
        cell(name, labels) {
            if case .number(let cell) = $0 { cell } else { nil }
        } _: { family in
            guard family.kind == kind else { return nil }
            let cell = NumberCell()
            return (cell, .number(cell))
        }
    }

    private func histogram(_ name: String, _ labels: [(String, String)]) -> HistogramCell {
        cell(name, labels) {
            if case .histogram(let cell) = $0 { cell } else { nil }
        } _: { family in
            guard case .histogram(let bounds) = family.kind else { return nil }
            let cell = HistogramCell(bounds: bounds)
            return (cell, .histogram(cell))
        }
    }
}

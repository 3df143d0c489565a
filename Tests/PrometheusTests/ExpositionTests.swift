import CoreMetrics
import JSON
import Prometheus
import Synchronization
import Testing

struct ExpositionTests {
    private func text(of registry: MetricRegistry) -> String {
        String(decoding: registry.exposition().copyOfBytes(), as: UTF8.self)
    }

    @Test func counterIsWrittenWithItsHead() {
        let registry = MetricRegistry([MetricFamily("things_total", .counter, help: "Things.")])
        let counter = Counter(label: "things_total", factory: registry)
        counter.increment()
        counter.increment(by: 41)
        #expect(text(of: registry) == "# HELP things_total Things.\n# TYPE things_total counter\nthings_total 42\n")
    }

    @Test func familyThatWasNeverUsedIsLeftOut() {
        let registry = MetricRegistry([MetricFamily("things_total", .counter, help: "Things.")])
        #expect(text(of: registry) == "")
    }

    @Test func labelsStandInTheFamilysOrderAndAreEscaped() {
        let registry = MetricRegistry([
            MetricFamily("size", .gauge, labels: ["a", "b"], help: "A \\ in two\nlines, \"quoted\".")
        ])
        Gauge(label: "size", dimensions: [("b", "x\"y\\z\n"), ("a", "1")], factory: registry).record(0.5)
        #expect(
            text(of: registry) == #"""
                # HELP size A \\ in two\nlines, "quoted".
                # TYPE size gauge
                size{a="1",b="x\"y\\z\n"} 0.5

                """#)
    }

    @Test func bucketsAreCumulativeAndEndWithEverything() {
        let registry = MetricRegistry([
            MetricFamily("wait_seconds", .histogram(buckets: [0.1, 1]), labels: ["of"], help: "Waiting.")
        ])
        let recorder = Recorder(label: "wait_seconds", dimensions: [("of", "a")], factory: registry)
        for value in [0.1, 0.25, 0.5, 64] { recorder.record(value) }
        #expect(
            text(of: registry) == """
                # HELP wait_seconds Waiting.
                # TYPE wait_seconds histogram
                wait_seconds_bucket{of="a",le="0.1"} 1
                wait_seconds_bucket{of="a",le="1"} 3
                wait_seconds_bucket{of="a",le="+Inf"} 4
                wait_seconds_sum{of="a"} 64.85
                wait_seconds_count{of="a"} 4

                """)
    }

    @Test func timersCountInSeconds() {
        let registry = MetricRegistry([MetricFamily("wait_seconds", .histogram(buckets: [1]), help: "Waiting.")])
        CoreMetrics.Timer(label: "wait_seconds", factory: registry).recordMilliseconds(1500)
        #expect(text(of: registry).utf8.count > 0)
        #expect(text(of: registry).contains("wait_seconds_sum 1.5\n"))
        #expect(text(of: registry).contains("wait_seconds_bucket{le=\"1\"} 0\n"))
    }

    @Test func observedValuesAreAskedForEachTime() {
        let registry = MetricRegistry([MetricFamily("level", .gauge, help: "Level.")])
        let meter = NumberBox()
        registry.observe("level") { meter.next() }
        #expect(text(of: registry).hasSuffix("\nlevel 1\n"))
        #expect(text(of: registry).hasSuffix("\nlevel 2\n"))
        registry.observe("level") { -.infinity }
        #expect(text(of: registry).hasSuffix("counter\nlevel -Inf\n") == false)
        #expect(text(of: registry).hasSuffix("gauge\nlevel -Inf\n"))
    }

    @Test func seriesOfTheSameLabelsIsTheSame() {
        let registry = MetricRegistry([MetricFamily("things_total", .counter, labels: ["of"], help: "Things.")])
        for of in ["a", "b", "a"] {
            Counter(label: "things_total", dimensions: [("of", of)], factory: registry).increment()
        }
        #expect(text(of: registry).hasSuffix("things_total{of=\"a\"} 2\nthings_total{of=\"b\"} 1\n"))
    }

    @Test func concurrentRecordingLosesNothing() async {
        let registry = MetricRegistry([
            MetricFamily("things_total", .counter, help: "Things."),
            MetricFamily("sizes", .histogram(buckets: [1, 2, 3]), help: "Sizes."),
            MetricFamily("level", .gauge, help: "Level."),
        ])
        let counter = Counter(label: "things_total", factory: registry)
        let sizes = Recorder(label: "sizes", factory: registry)
        let level = Meter(label: "level", factory: registry)
        await withTaskGroup { group in
            for _ in 0..<4 {
                group.addTask {
                    for index in 0..<5000 {
                        counter.increment()
                        sizes.record(Int64(index % 4))
                        level.increment(by: 0.5)
                    }
                }
            }
        }
        let text = text(of: registry)
        #expect(text.contains("things_total 20000\n"))
        #expect(text.contains("sizes_bucket{le=\"1\"} 10000\n"))
        #expect(text.contains("sizes_sum 30000\nsizes_count 20000\n"))
        #expect(text.contains("level 10000\n"))
    }

    @Test func processFactsAreSensible() throws {
        let registry = MetricRegistry(ProcessFacts.families)
        ProcessFacts.observe(in: registry)
        let text = text(of: registry)
        var values: [String: Double] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: " ")
            values[String(parts[0])] = Double(parts[1])
        }
        #expect(values.count == ProcessFacts.families.count)
        #expect(try #require(values["process_resident_memory_bytes"]) > 1e6)
        #expect(try #require(values["process_cpu_seconds_total"]) > 0)
        #expect(try #require(values["process_open_fds"]) >= 3)
        #expect(try #require(values["process_max_fds"]) >= 64)
        // The clock of the day may have been set since the start; hardly by a day.
        #expect(try #require(values["process_start_time_seconds"]) > 1.6e9)
    }
}

private final class NumberBox: Sendable {
    private let cell = Mutex(0.0)
    func next() -> Double {
        cell.withLock { number in
            number += 1
            return number
        }
    }
}

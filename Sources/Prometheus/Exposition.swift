package import JSON

/// The text format of Prometheus, version 0.0.4.
/// https://prometheus.io/docs/instrumenting/exposition_formats/
extension MetricRegistry {
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// Every series that has been used, family by family.
    package func exposition() -> OutputBuffer {
        var text = OutputBuffer(capacity: 16 << 10)
        for (family, series) in zip(families, snapshot) where !series.isEmpty {
            text.appendHead(of: family)
            for one in series { text.append(one, of: family) }
        }
        return text
    }
}

extension OutputBuffer {
    fileprivate mutating func appendHead(of family: MetricFamily) {
        append("# HELP ")
        append(family.name)
        append(" ")
        appendEscaped(family.help, quotes: false)
        append("\n# TYPE ")
        append(family.name)
        append(" ")
        append(family.kind.word)
        append("\n")
    }

    fileprivate mutating func append(_ series: MetricRegistry.Series, of family: MetricFamily) {
        switch series.source {
        case .counter(let cell): appendSample(family, series, value: cell.value)
        case .number(let cell): appendSample(family, series, value: cell.value)
        case .observed(let value): appendSample(family, series, value: value())
        case .histogram(let cell):
            let counts = cell.cumulativeCounts
            for (bound, count) in zip(cell.bounds + [.infinity], counts) {
                appendSample(family, series, suffix: "_bucket", bound: bound, value: Double(count))
            }
            appendSample(family, series, suffix: "_sum", value: cell.sum)
            appendSample(family, series, suffix: "_count", value: Double(counts.last ?? 0))
        }
    }

    /// - bound: of a bucket.
    private mutating func appendSample(
        _ family: MetricFamily, _ series: MetricRegistry.Series, suffix: StaticString = "", bound: Double? = nil,
        value: Double
    ) {
        append(family.name)
        append(suffix)
        var separator: StaticString = "{"
        for (label, value) in zip(family.labels, series.labelValues) {
            append(separator)
            append(label)
            append("=\"")
            appendEscaped(value, quotes: true)
            append("\"")
            separator = ","
        }
        if let bound {
            append(separator)
            append("le=\"")
            appendNumber(bound)
            append("\"")
        }
        if bound != nil || !family.labels.isEmpty { append("}") }
        append(" ")
        appendNumber(value)
        append("\n")
    }

    private mutating func appendNumber(_ number: Double) {
        if number.isNaN {
            append("NaN")
        } else if number.isInfinite {
            append(number < 0 ? "-Inf" as StaticString : "+Inf")
        } else if let whole = Int64(exactly: number) {
            append(whole.description)
        } else {
            append(number.description)
        }
    }

    private mutating func appendEscaped(_ text: String, quotes: Bool) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): append("\\\\")
            case UInt8(ascii: "\n"): append("\\n")
            case UInt8(ascii: "\"") where quotes: append("\\\"")
            default: append(byte)
            }
        }
    }
}

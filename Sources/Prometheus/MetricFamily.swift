/// A metric as its readers know it: all series of one name.
package struct MetricFamily: Sendable {
    package enum Kind: Sendable, Equatable {
        /// Only rises, until the process ends.
        case counter
        case gauge
        /// - buckets: upper bounds in rising order, at most `HistogramCell.mostBuckets`; the one without a bound is added.
        case histogram(buckets: [Double])

        /// As the exposition format spells it.
        var word: StaticString {
            switch self {
            case .counter: "counter"
            case .gauge: "gauge"
            case .histogram: "histogram"
            }
        }
    }

    package let name: String
    package let kind: Kind
    /// Names of the labels that every series has.
    package let labels: [String]
    /// One sentence for people.
    package let help: String

    /// - Precondition: names are of the format's own alphabet: `[a-zA-Z_:][a-zA-Z0-9_:]*`, for labels without the colon.
    package init(_ name: String, _ kind: Kind, labels: [String] = [], help: String) {
        precondition(isName(name, mayHaveColons: true), "\(name) cannot be the name of a metric")
        precondition(labels.allSatisfy { isName($0, mayHaveColons: false) && $0 != "le" }, "\(name): unfit labels")
        if case .histogram(let buckets) = kind {
            precondition(buckets.count <= HistogramCell.mostBuckets, "\(name) has too many buckets")
            precondition(zip(buckets, buckets.dropFirst()).allSatisfy { $0 < $1 }, "\(name): buckets must rise")
        }
        self.name = name
        self.kind = kind
        self.labels = labels
        self.help = help
    }
}

private func isName(_ text: String, mayHaveColons: Bool) -> Bool {
    guard let first = text.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
    return text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        case UInt8(ascii: ":"): mayHaveColons
        default: false
        }
    }
}

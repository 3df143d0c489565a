/// A normalized text, cut into stretches: words for the model, and added tokens that were found before.
struct PretokenizedText {
    struct Stretch {
        /// Bytes of `text`; never empty.
        var range: Range<Int>
        /// Where in the original text the part begins that this was cut from.
        var start: Int32
        /// The id of an added token; nil for text.
        var addedToken: Int32?
    }

    private(set) var text: AlignedText
    private(set) var stretches: [Stretch] = []

    init(capacity: Int) { text = AlignedText(startingAt: 0, capacity: capacity) }

    /// Appends a part of another text. Empty parts are left out.
    mutating func append(_ part: AlignedText, range: Range<Int>, addedToken: Int32?) {
        guard !range.isEmpty else { return }
        let start = Int32(part.origin(of: range).lowerBound)
        text.append(contentsOf: part, range: range)
        stretches.append(
            Stretch(range: text.count - range.count..<text.count, start: start, addedToken: addedToken))
    }

    /// Receives the parts that a stretch is cut into.
    struct Cuts {
        fileprivate let text: AlignedText
        fileprivate var stretches: [Stretch]

        /// - range: bytes of the whole text. Empty ranges are left out.
        @inline(__always)
        mutating func add(_ range: Range<Int>) {
            guard !range.isEmpty else { return }
            stretches.append(Stretch(range: range, start: text.origins[range.lowerBound].start, addedToken: nil))
        }
    }

    /// Cuts every stretch of text into parts: `body` adds what is kept, in order.
    mutating func cut(_ body: (UnsafeBufferPointer<UInt8>, Range<Int>, inout Cuts) -> Void) {
        var cuts = Cuts(text: text, stretches: [])
        cuts.stretches.reserveCapacity(stretches.count + text.count / 5)
        text.bytes.withUnsafeBufferPointer { bytes in
            for stretch in stretches {
                if stretch.addedToken == nil {
                    body(bytes, stretch.range, &cuts)
                } else {
                    cuts.stretches.append(stretch)
                }
            }
        }
        stretches = cuts.stretches
    }

    /// Writes every stretch of text anew; added tokens stay as they are.
    mutating func rewrite(_ body: (AlignedText, Stretch, inout AlignedText) -> Void) {
        var rewritten = AlignedText(startingAt: 0, capacity: text.count + text.count / 4)
        var kept = 0
        for index in stretches.indices {
            var stretch = stretches[index]
            let start = rewritten.count
            if stretch.addedToken == nil {
                body(text, stretch, &rewritten)
            } else {
                rewritten.append(contentsOf: text, range: stretch.range)
            }
            guard rewritten.count > start else { continue }
            stretch.range = start..<rewritten.count
            stretches[kept] = stretch
            kept += 1
        }
        stretches.removeSubrange(kept...)
        text = rewritten
    }
}

/// A text on its way to the model, in which every byte knows which part of the original text it came from.
///
/// Its edits align as those of the reference's `NormalizedString` do, so that the ranges of tokens are the same.
struct AlignedText {
    /// Bytes of the original text, half open.
    struct Origin: Equatable {
        var start: Int32
        var end: Int32
    }

    /// UTF-8.
    private(set) var bytes: [UInt8]
    /// As many as `bytes`; all bytes of a scalar have the same.
    private(set) var origins: [Origin]
    /// Where in the original text this part of it begins.
    private(set) var start: Int32

    /// A part of the original text, as it is.
    init(original: UnsafeBufferPointer<UInt8>, range: Range<Int>) {
        bytes = Array(original[range])
        start = Int32(range.lowerBound)
        origins = []
        origins.reserveCapacity(range.count)
        var position = range.lowerBound
        while position < range.upperBound {
            let end = min(position + UTF8Scalars.width(firstByte: original[position]), range.upperBound)
            let origin = Origin(start: Int32(position), end: Int32(end))
            for _ in position..<end { origins.append(origin) }
            position = end
        }
    }

    /// - start: of what is appended to it.
    init(startingAt start: Int32, capacity: Int) {
        bytes = []
        origins = []
        bytes.reserveCapacity(capacity)
        origins.reserveCapacity(capacity)
        self.start = start
    }

    var isEmpty: Bool { bytes.isEmpty }
    var count: Int { bytes.count }

    @inline(__always)
    mutating func append(_ scalar: UInt32, from origin: Origin) {
        UTF8Scalars.encode(scalar) { byte in
            bytes.append(byte)
            origins.append(origin)
        }
    }

    mutating func append(contentsOf other: AlignedText, range: Range<Int>) {
        bytes.append(contentsOf: other.bytes[range])
        origins.append(contentsOf: other.origins[range])
    }

    mutating func append(_ text: [UInt8], from origin: Origin) {
        bytes.append(contentsOf: text)
        origins.append(contentsOf: repeatElement(origin, count: text.count))
    }

    /// The part of the original text that bytes came from. Reordered scalars may leave it empty.
    func origin(of range: Range<Int>) -> Range<Int> {
        guard !range.isEmpty else {
            let position = Int(start) + range.lowerBound
            return position..<position
        }
        let lower = Int(origins[range.lowerBound].start)
        return lower..<max(lower, Int(origins[range.upperBound - 1].end))
    }
}

extension AlignedText {
    /// Receives what a scalar becomes.
    struct Output {
        fileprivate var text: AlignedText
        fileprivate var origin = Origin(start: 0, end: 0)

        @inline(__always)
        mutating func write(_ scalar: UInt32) { text.append(scalar, from: origin) }
    }

    /// Writes the text anew, scalar by scalar: `body` writes any number of scalars for each.
    @inline(__always)
    mutating func rewrite(_ body: (UInt32, inout Output) -> Void) {
        var output = Output(text: AlignedText(startingAt: start, capacity: count))
        bytes.withUnsafeBufferPointer { bytes in
            origins.withUnsafeBufferPointer { origins in
                var position = 0
                while position < bytes.count {
                    output.origin = origins[position]
                    body(UTF8Scalars.next(in: bytes, at: &position), &output)
                }
            }
        }
        self = output.text
    }

    /// One scalar of an edited text.
    struct Edit {
        var scalar: UInt32
        /// 1 for a scalar that is new, -n for one after which n were removed, 0 for one that replaces another.
        var change: Int32
    }

    /// Replaces the text by edits of it.
    ///
    /// A new scalar has the origin of the one before. What the edits do not account for gets the origins that the reference gives.
    mutating func apply(_ edits: [Edit]) {
        var edited = AlignedText(startingAt: start, capacity: count)
        var position = 0
        for edit in edits {
            let origin: Origin =
                if edit.change > 0 {
                    position < 1 ? Origin(start: start, end: start) : origins[position - 1]
                } else {
                    position < count ? origins[position] : origins.last ?? Origin(start: start, end: start)
                }
            if edit.change <= 0 {
                for _ in 0...(-edit.change) where position < count {
                    position = min(position + UTF8Scalars.width(firstByte: bytes[position]), count)
                }
            }
            edited.append(edit.scalar, from: origin)
        }
        self = edited
    }

    /// Puts a text in front, which shares the origin of the first scalar. An empty text stays empty.
    mutating func prepend(_ prefix: [UInt8]) {
        guard let first = origins.first, !prefix.isEmpty else { return }
        bytes.insert(contentsOf: prefix, at: 0)
        origins.insert(contentsOf: repeatElement(first, count: prefix.count), at: 0)
    }
}

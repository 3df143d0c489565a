/// Decoded text in which every scalar knows the piece that it came from, so that it can be edited without losing track.
struct OwnedText {
    private var scalars: [Unicode.Scalar] = []
    /// The piece that `scalars[i]` came from; ascending.
    private var owners: [Int] = []

    /// - text: UTF-8.
    /// - owners: of each byte; the last byte of a scalar tells.
    init(_ text: [UInt8], owners byteOwners: [Int32]) {
        var byte = 0
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            byte += UTF8.width(scalar)
            scalars.append(scalar)
            owners.append(byteOwners.indices.contains(byte - 1) ? Int(byteOwners[byte - 1]) : owners.last ?? 0)
        }
    }

    init(_ joined: SentencePiece.Joined) {
        var byte = 0
        var owner = 0
        for scalar in String(decoding: joined.text, as: UTF8.self).unicodeScalars {
            while owner + 1 < joined.spans.count, joined.spans[owner].range.upperBound <= byte { owner += 1 }
            scalars.append(scalar)
            owners.append(owner)
            byte += UTF8.width(scalar)
        }
    }

    var string: String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// Pieces that the model does not know keep their marks.
    mutating func replaceSpaceMarks() {
        for index in scalars.indices where scalars[index] == spaceMark { scalars[index] = " " }
    }

    /// Removes white space at both ends.
    mutating func strip() {
        let start = scalars.firstIndex { !$0.isStripped } ?? scalars.endIndex
        let end = scalars.lastIndex { !$0.isStripped }.map { $0 + 1 } ?? start
        keep { (start..<end).contains($0) }
    }

    /// English punctuation and contractions, one after the other, as transformers does.
    mutating func cleanUpSpaces() {
        for (pattern, dropped) in SpaceCleanUp.rules {
            let pattern = pattern.map { Unicode.Scalar($0) }
            var removed: Set<Int> = []
            var position = 0
            while position + pattern.count <= scalars.count {
                if scalars[position..<position + pattern.count].elementsEqual(pattern) {
                    removed.formUnion(dropped.map { position + $0 })
                    position += pattern.count
                } else {
                    position += 1
                }
            }
            if !removed.isEmpty { keep { !removed.contains($0) } }
        }
    }

    private mutating func keep(where isKept: (Int) -> Bool) {
        let kept = scalars.indices.filter(isKept)
        scalars = kept.map { scalars[$0] }
        owners = kept.map { owners[$0] }
    }

    /// The range of each piece, without white space at its edges unless there is nothing else. A piece with nothing left has an
    /// empty range where it would be.
    ///
    /// - sharing: pieces that are bytes. Of the bytes of a character the last one owns it; the others share its range.
    func ranges(of count: Int, sharing isByte: [Bool]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var position = 0
        for piece in 0..<count {
            let start = position
            while position < owners.count, owners[position] <= piece { position += 1 }
            ranges.append(trimmed(start..<position))
        }
        for piece in ranges.indices.dropLast().reversed()
        where isByte[piece] && isByte[piece + 1] && ranges[piece].isEmpty {
            ranges[piece] = ranges[piece + 1]
        }
        return ranges
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        var trimmed = range
        while let scalar = scalars[trimmed].first, scalar.isStripped { trimmed = trimmed.dropFirst() }
        while let scalar = scalars[trimmed].last, scalar.isStripped { trimmed = trimmed.dropLast() }
        return trimmed.isEmpty ? range : trimmed
    }
}

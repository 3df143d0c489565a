/// A piece as people read it: marks of spaces are spaces.
struct PieceText {
    /// Edges trimmed; empty when the piece is nothing but spaces.
    let visible: Substring.UnicodeScalarView

    init(_ piece: ArraySlice<UInt8>) {
        var scalars = String.UnicodeScalarView()
        for scalar in String(decoding: piece, as: UTF8.self).unicodeScalars {
            scalars.append(scalar == spaceMark ? " " : scalar)
        }
        var visible = scalars[...]
        while visible.first?.isStripped == true { visible.removeFirst() }
        while visible.last?.isStripped == true { visible.removeLast() }
        self.visible = visible
    }

    /// Never empty.
    var display: String { visible.isEmpty ? " " : String(visible) }
}

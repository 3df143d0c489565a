/// A piece as people read it: marks of spaces are spaces, edges are trimmed.
struct PieceText {
    /// Empty when the piece is nothing but spaces.
    private let visible: String
    /// The outermost scalars of what is visible.
    let first: Unicode.Scalar?
    let last: Unicode.Scalar?

    init(_ piece: ArraySlice<UInt8>) {
        var trimmed = piece
        while trimmed.starts(with: spaceMarkBytes) { trimmed.removeFirst(spaceMarkBytes.count) }
        var text = String(decoding: trimmed, as: UTF8.self)
        let scalars = text.unicodeScalars
        if scalars.first?.isStripped == true || scalars.last?.isStripped == true || scalars.contains(spaceMark) {
            text = Self.replacingMarks(text)
        }
        visible = text
        first = text.unicodeScalars.first
        last = text.unicodeScalars.last
    }

    /// Never empty.
    var display: String { visible.isEmpty ? " " : visible }

    private static func replacingMarks(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: text.unicodeScalars.map { $0 == spaceMark ? " " : $0 })
        var visible = scalars[...]
        while visible.first?.isStripped == true { visible.removeFirst() }
        while visible.last?.isStripped == true { visible.removeLast() }
        return String(visible)
    }
}

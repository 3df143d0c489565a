/// A sentence about a task, in which what a dialect names in its own way stands as what it is:
/// `"\(place) has no tokens."`.
package struct Wording: Sendable, Equatable, ExpressibleByStringInterpolation {
    package enum Piece: Sendable, Equatable {
        case text(String)
        case place(Place)
        /// A part of a task as it would have to be sent, as another thing that can be done; nothing where it cannot be sent.
        case alternative(Place.Part, String)
        /// Where a client finds what the service says of a model; nil: of all.
        case modelListing(String?)
    }

    package private(set) var pieces: [Piece]

    package init(stringLiteral text: String) { pieces = [.text(text)] }
    package init(stringInterpolation interpolation: StringInterpolation) { pieces = interpolation.pieces }

    package static func + (first: Wording, second: Wording) -> Wording {
        var both = first
        both.pieces += second.pieces
        return both
    }

    package func spelled(_ spell: (Piece) -> String) -> String {
        pieces.map { piece in if case .text(let text) = piece { text } else { spell(piece) } }.joined()
    }

    /// The same of other places.
    func moved(_ place: (Place) -> Place) -> Wording {
        var moved = self
        moved.pieces = pieces.map { piece in if case .place(let own) = piece { .place(place(own)) } else { piece } }
        return moved
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var pieces: [Piece] = []

        package init(literalCapacity: Int, interpolationCount: Int) {}

        package mutating func appendLiteral(_ text: String) { pieces.append(.text(text)) }
        package mutating func appendInterpolation(_ text: some StringProtocol) { pieces.append(.text(String(text))) }
        package mutating func appendInterpolation(_ number: some BinaryInteger) { pieces.append(.text("\(number)")) }
        package mutating func appendInterpolation(_ number: Double) { pieces.append(.text("\(number)")) }
        package mutating func appendInterpolation(_ place: Place) { pieces.append(.place(place)) }
        package mutating func appendInterpolation(_ part: Place.Part) { pieces.append(.place(Place(part))) }

        /// ", or send …"
        /// - value: as JSON
        package mutating func appendInterpolation(orSending part: Place.Part, as value: String) {
            pieces.append(.alternative(part, value))
        }

        package mutating func appendInterpolation(listingOf model: String?) { pieces.append(.modelListing(model)) }
        package mutating func appendInterpolation(_ wording: Wording) { pieces += wording.pieces }
    }
}

/// The rows of the next decoder step, in order. One alone, as greedy search has it, takes no memory of its own.
package enum Continuations: Sendable {
    case none
    case one(Continuation)
    case several([Continuation])
}

extension Continuations: RandomAccessCollection {
    package var startIndex: Int { 0 }

    package var endIndex: Int {
        switch self {
        case .none: 0
        case .one: 1
        case .several(let continuations): continuations.count
        }
    }

    package subscript(position: Int) -> Continuation {
        switch self {
        case .none: preconditionFailure("continuation \(position) of none")
        case .one(let continuation):
            precondition(position == 0, "continuation \(position) of one")
            return continuation
        case .several(let continuations): return continuations[position]
        }
    }
}

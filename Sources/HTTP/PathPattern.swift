/// A route's path: literal segments and parameters, `/models/{name}`.
struct PathPattern: Sendable {
    private enum Segment: Sendable, Equatable {
        case literal(String)
        case parameter(String)

        var isLiteral: Bool {
            if case .literal = self { true } else { false }
        }
    }

    /// As the route spells it.
    let text: String
    private let segments: [Segment]

    init(_ pattern: String) {
        text = pattern
        precondition(pattern.hasPrefix("/"), "a route's pattern begins with a slash: \(pattern)")
        segments = pattern.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map { segment in
            segment.hasPrefix("{") && segment.hasSuffix("}")
                ? .parameter(String(segment.dropFirst().dropLast())) : .literal(String(segment))
        }
    }

    /// - path: decoded segments.
    func matches(_ path: [String]) -> Bool {
        guard path.count == segments.count else { return false }
        return zip(segments, path).allSatisfy { segment, text in
            switch segment {
            case .literal(let expected): text.utf8.elementsEqual(expected.utf8)
            case .parameter: !text.isEmpty
            }
        }
    }

    func parameters(of path: [String]) -> [String: String] {
        var parameters: [String: String] = [:]
        for case (.parameter(let name), let text) in zip(segments, path) { parameters[name] = text }
        return parameters
    }

    /// The two differ at most in how they name their parameters.
    func matchesSamePaths(as other: PathPattern) -> Bool {
        segments.count == other.segments.count
            && zip(segments, other.segments).allSatisfy { $0 == $1 || (!$0.isLiteral && !$1.isLiteral) }
    }

    /// Of two patterns that match the same path, the one with the earlier literal segment goes first.
    func precedes(_ other: PathPattern) -> Bool {
        for (own, others) in zip(segments, other.segments) where own.isLiteral != others.isLiteral {
            return own.isLiteral
        }
        return false
    }
}

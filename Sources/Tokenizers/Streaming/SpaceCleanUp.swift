/// Removes spaces before English punctuation and contractions, as transformers' `clean_up_tokenization_spaces` does.
enum SpaceCleanUp {
    /// What is looked for, one after the other, in all of the text, and which of its characters go.
    static let rules: [(pattern: [UInt8], dropped: [Int])] = [
        (" .", [0]), (" ?", [0]), (" !", [0]), (" ,", [0]), (" ' ", [0, 2]), (" n't", [0]), (" 'm", [0]), (" 's", [0]),
        (" 've", [0]), (" 're", [0]),
    ].map { (pattern: Array($0.0.utf8), dropped: $0.1) }
}

/// The same on text that comes in parts: each rule holds back what may be the beginning of a match.
struct SpaceCleanUpStream: Sendable {
    private struct Pass: Sendable {
        let pattern: [UInt8]
        let replacement: [UInt8]
        private var held: [UInt8] = []

        init(pattern: [UInt8], dropped: [Int]) {
            self.pattern = pattern
            replacement = pattern.indices.filter { !dropped.contains($0) }.map { pattern[$0] }
        }

        mutating func append(_ part: [UInt8]) -> [UInt8] {
            guard !held.isEmpty || part.contains(pattern[0]) else { return part }
            held += part
            var passed: [UInt8] = []
            var rest = held[...]
            while !rest.isEmpty {
                if rest.starts(with: pattern) {
                    passed += replacement
                    rest = rest.dropFirst(pattern.count)
                } else if pattern.starts(with: rest) {
                    break
                } else {
                    passed.append(rest.removeFirst())
                }
            }
            held = Array(rest)
            return passed
        }

        mutating func finish() -> [UInt8] {
            defer { held = [] }
            return held
        }
    }

    private var passes = SpaceCleanUp.rules.map { Pass(pattern: $0.pattern, dropped: $0.dropped) }

    mutating func append(_ part: [UInt8]) -> [UInt8] {
        var part = part
        for index in passes.indices {
            if part.isEmpty { return [] }
            part = passes[index].append(part)
        }
        return part
    }

    mutating func finish() -> [UInt8] {
        var part: [UInt8] = []
        for index in passes.indices { part = passes[index].append(part) + passes[index].finish() }
        return part
    }
}

import Decoding
import Tensors
import Testing

/// A decoder for tests whose logits depend on the position and the last token alone, and that drives a search as an engine does.
struct TableDecoder {
    let vocabularySize: Int
    /// [periods, vocabularySize, vocabularySize], row-major: logits of a position and a last token.
    let logits: [Float]

    var periods: Int { logits.count / (vocabularySize * vocabularySize) }

    init(vocabularySize: Int, logits: [Float]) {
        self.vocabularySize = vocabularySize
        self.logits = logits
    }

    /// Logits that look random and are the same everywhere.
    init(vocabularySize: Int, seed: UInt64, periods: Int = 3) {
        var state = seed
        logits = (0..<periods * vocabularySize * vocabularySize).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(Int(state >> 40) - (1 << 23)) / Float(1 << 21)
        }
        self.vocabularySize = vocabularySize
    }

    func row(after history: [Int32]) -> ArraySlice<Float> {
        let start =
            ((history.count - 1) % periods * vocabularySize + Int(history[history.count - 1])) * vocabularySize
        return logits[start..<start + vocabularySize]
    }

    /// What happened in a run: the tokens of each row of each step, and the continuations after it.
    struct Run {
        var search: any Search
        var steps: [[[Int32]]] = []
        var continuations: [[Continuation]] = []

        var sequences: [DecodedSequence] { search.sequences }
    }

    func run(_ task: DecodingTask, stepLimit: Int = 100) throws -> Run {
        var run = Run(search: makeSearch(for: task, vocabularySize: vocabularySize))
        let prompt = run.search.prompt
        var rows = prompt.indices.map { Array(prompt[...$0]) }
        while true {
            try #require(run.steps.count < stepLimit, "the search does not end")
            run.steps.append(rows)
            let next = run.search.advance(
                logits: Tensor(Shape(rows.count, vocabularySize), rows.flatMap { row(after: $0) }))
            run.continuations.append(Array(next))
            if next.isEmpty { return run }
            rows = try next.map { continuation in
                try #require(rows.indices.contains(continuation.parent))
                return rows[continuation.parent] + [continuation.token]
            }
        }
    }

    /// The outputs of a generation under these options.
    func generate(_ options: DecodingOptions, stop: StopCondition? = nil) throws -> [DecodedSequence] {
        try run(.generate(options, stop: stop)).sequences
    }

    /// log P(token | history), in double precision.
    func logprob(of token: Int32, after history: [Int32]) -> Double {
        let numbers = row(after: history).map(Double.init)
        let largest = numbers.max() ?? 0
        let sum = numbers.reduce(0) { $0 + exponential($1 - largest) }
        return numbers[Int(token)] - largest - logarithm(sum)
    }
}

extension DecodingOptions {
    /// Options with a start token 0 and nothing else that HF does not do by itself.
    init(maxNewTokens: Int, eosTokens: [Int32] = [], change: (inout DecodingOptions) -> Void = { _ in }) {
        self.init()
        self.maxNewTokens = maxNewTokens
        self.eosTokens = eosTokens
        change(&self)
    }
}

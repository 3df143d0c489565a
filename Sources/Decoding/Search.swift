package import Tensors

/// A row of the next decoder step: `token` appended to what row `parent` of this step had.
package struct Continuation: Sendable, Equatable {
    package let token: Int32
    package let parent: Int

    package init(token: Int32, parent: Int) {
        self.token = token
        self.parent = parent
    }
}

/// A way of choosing tokens, as a state machine that the engine drives without knowing which one it is.
///
/// Life: the engine runs `prompt` through the decoder as the rows of the first step and calls `advance` with the logits of all of
/// them. Each later call has one row of logits for each continuation that the previous call returned, in that order. An empty
/// result means that the search is finished; `sequences` then holds the outputs.
package protocol Search: Sendable {
    /// Decoder inputs of the first step: the start token and what is forced to follow it.
    var prompt: [Int32] { get }

    /// - logits: [rows, vocabularySize], the model's own; the search may overwrite them.
    mutating func advance(logits: Tensor) -> Continuations

    /// Best first. Complete once `advance` has returned nothing; then there is at least one, or a `failure`.
    var sequences: [DecodedSequence] { get }

    /// Why there are no sequences though the search is finished.
    var failure: NoPossibleToken? { get }

    /// What a sequence of the output has said after its first `count` tokens, between two steps. nil when there is no such sequence,
    /// or when what it says is not decided before the end, as with beams.
    func growth(of sequence: Int, after count: Int) -> SequenceGrowth?
}

extension Search {
    package var failure: NoPossibleToken? { nil }

    package func growth(of sequence: Int, after count: Int) -> SequenceGrowth? { nil }
}

/// What a sequence has said since it was last looked at.
package struct SequenceGrowth: Sendable, Equatable {
    package let tokens: [Int32]
    /// As in `DecodedSequence`.
    package let logprobs: [Float]
    /// Nothing will follow.
    package let isFinished: Bool
}

/// Why a sequence ended: with an end token that the model chose; at its length limit, where an end token may have been forced; with a
/// stop string; or as the given target does.
package enum FinishReason: String, Sendable, CaseIterable { case eos, length, stop, forced }

/// One output of a search.
package struct DecodedSequence: Sendable, Equatable {
    /// Without the start token; with the prefix; with the end token when it was produced.
    package var tokens: [Int32]
    /// log P(token | everything before), of the model's own distribution before any processor; one per token.
    package var logprobs: [Float]
    /// The most probable alternatives at each token, best first, when they were asked for.
    package var alternatives: [[Alternative]]
    /// HF's `sequences_scores` for beams; the sum of `logprobs` otherwise.
    package var score: Float
    package var finishReason: FinishReason
    /// For each token the row of its step that predicted it: the way back through the beams. Step of token i: i (for tokens of
    /// the prompt, row i of the first step, written as i here; later steps count rows from 0).
    package var path: [PathEntry]

    package init(
        tokens: [Int32], logprobs: [Float], alternatives: [[Alternative]] = [], score: Float,
        finishReason: FinishReason,
        path: [PathEntry]
    ) {
        self.tokens = tokens
        self.logprobs = logprobs
        self.alternatives = alternatives
        self.score = score
        self.finishReason = finishReason
        self.path = path
    }
}

/// Which row of which decoder step predicted a token. Step 0 has a row for each prompt token.
package struct PathEntry: Sendable, Equatable {
    package let step: Int
    package let row: Int

    package init(step: Int, row: Int) {
        self.step = step
        self.row = row
    }
}

package struct Alternative: Sendable, Equatable {
    package let token: Int32
    package let logprob: Float

    package init(token: Int32, logprob: Float) {
        self.token = token
        self.logprob = logprob
    }
}

/// Ends a sequence on what it says so far, such as a stop string. Called with the sequence's tokens after each choice, without the
/// start token; on the inference thread, so it should be quick.
package typealias StopCondition = @Sendable (_ tokens: [Int32]) -> Bool

/// Turns options into the search that carries them out.
///
/// The options have been validated.
package func makeSearch(for task: DecodingTask, vocabularySize: Int) -> any Search {
    switch task {
    case .force(let target, let options):
        ForcedSearch(target: target, options)
    case .generate(let options, let stop):
        if options.numBeams > 1 {
            BeamSearch(options, stop: stop, vocabularySize: vocabularySize)
        } else if options.doSample {
            SamplingSearch(options, stop: stop)
        } else {
            GreedySearch(options, stop: stop)
        }
    }
}

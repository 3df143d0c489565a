/// How tokens are chosen, with the meaning and the names of Hugging Face `GenerationConfig`.
///
/// A request's fields override the model's own defaults; see `init(generationConfig:modelConfig:)`. Each option's name in files
/// and its range are in its row of `DecodingOption.all`.
package struct DecodingOptions: Sendable, Equatable {
    package enum EarlyStopping: Sendable, Equatable { case no, yes, never }

    /// nil: as many as `maxLength` allows.
    package var maxNewTokens: Int?
    /// Start token and prefix included, as in HF; used when `maxNewTokens` is nil.
    package var maxLength = 20
    package var minNewTokens: Int?
    /// Start token and prefix included, as in HF; used when `minNewTokens` is nil.
    package var minLength = 0
    package var numBeams = 1
    package var numReturnSequences = 1
    package var lengthPenalty: Float = 1
    package var earlyStopping = EarlyStopping.no
    package var doSample = false
    package var temperature: Float = 1
    /// 0: off.
    package var topK = 50
    package var topP: Float = 1
    /// Of the most probable token's probability; nil: off.
    package var minP: Float?
    package var typicalP: Float = 1
    package var seed: UInt64?
    package var repetitionPenalty: Float = 1
    package var encoderRepetitionPenalty: Float = 1
    package var noRepeatNgramSize = 0
    package var encoderNoRepeatNgramSize = 0
    package var sequenceBiases: [TokenBias] = []
    package var badWords: [[Int32]] = []
    package var forcedBOSToken: Int32?
    package var forcedEOSTokens: [Int32] = []
    package var endTokenGrowth: EndTokenGrowth?
    package var suppressedTokens: [Int32] = []
    /// Of the first token that is chosen: HF's `begin_suppress_tokens`.
    package var firstSuppressedTokens: [Int32] = []
    package var renormalizesLogits = false
    /// Negative: the model names none, so that `validate` refuses to decode.
    package var decoderStartToken: Int32 = 0
    package var eosTokens: [Int32] = []
    package var padToken: Int32?
    /// Tokens that the output must begin with.
    package var prefix: [Int32] = []
    /// The encoder's tokens, for the options that look at them.
    package var source: [Int32] = []
    /// Alternatives reported per token.
    package var topLogprobs = 0

    package init() {}
}

/// What is added to the score of a sequence's last token once the others have been said.
package struct TokenBias: Sendable, Equatable {
    /// At least one.
    package var tokens: [Int32]
    package var bias: Float

    package init(tokens: [Int32], bias: Float) {
        self.tokens = tokens
        self.bias = bias
    }
}

/// Makes end tokens ever more likely after some tokens: HF's `exponential_decay_length_penalty`.
package struct EndTokenGrowth: Sendable, Equatable {
    /// Generated tokens after which it begins.
    package var start: Int
    /// Of a score's size, for each token beyond.
    package var factor: Double

    package init(start: Int, factor: Double) {
        self.start = start
        self.factor = factor
    }
}

extension DecodingOptions {
    /// The start token and the prefix: the decoder's inputs of the first step, HF's `decoder_input_ids`.
    package var prompt: [Int32] { [decoderStartToken] + prefix }

    /// Tokens that a sequence may have, start token and prefix included.
    package var effectiveMaxLength: Int { maxNewTokens.map { prompt.count + $0 } ?? maxLength }

    /// Lets a minimum of new tokens reach no further than the limit. For a minimum that is the model's own: one that cannot be met yields, as in
    /// `generate`; a client's is refused by `validate` instead.
    package mutating func holdMinimumToLimit() {
        minNewTokens = minNewTokens.map { min($0, max(0, effectiveMaxLength - prompt.count)) }
    }

    /// Lets a search return no more sequences than it has. For a number that is the model's own; a client's is refused by `validate`.
    package mutating func holdSequencesToSearch() {
        if numBeams > 1 || !doSample { numReturnSequences = min(numReturnSequences, max(1, numBeams)) }
    }

    /// Tokens that a sequence has before it may end, start token and prefix included.
    var effectiveMinLength: Int { minNewTokens.map { prompt.count + $0 } ?? minLength }
}

package enum DecodingError: Error, Equatable {
    /// - field: as the API spells it (`num_beams`); the message names it too.
    case invalid(field: String, message: String)
}

extension DecodingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .invalid(_, let message): message
        }
    }
}

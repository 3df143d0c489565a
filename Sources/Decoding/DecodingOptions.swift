package import JSON

/// How tokens are chosen, with the meaning and the names of Hugging Face `GenerationConfig`.
///
/// A request's fields override the model's defaults: `generation_config.json`, then `config.json`, then these.
package struct DecodingOptions: Sendable, Equatable {
    package enum EarlyStopping: Sendable, Equatable { case no, yes, never }

    /// nil: as many as `maxLength` allows.
    package var maxNewTokens: Int?
    /// Start token and prefix included, as in HF; used when `maxNewTokens` is nil.
    package var maxLength = 20
    package var minNewTokens: Int?
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
    package var seed: UInt64?
    package var repetitionPenalty: Float = 1
    package var noRepeatNgramSize = 0
    package var badWords: [[Int32]] = []
    package var forcedBOSToken: Int32?
    package var forcedEOSTokens: [Int32] = []
    package var decoderStartToken: Int32 = 0
    package var eosTokens: [Int32] = []
    package var padToken: Int32?
    /// Tokens that the output must begin with.
    package var prefix: [Int32] = []
    /// Alternatives reported per token.
    package var topLogprobs = 0

    package init() {}

    /// A model's own defaults. Unknown keys are ignored, as transformers does; a known key of a wrong type is an error that names it.
    package init(generationConfig: JSONValue?, modelConfig: JSONValue) throws(DecodingError) { fatalError("interface") }

    /// Checks ranges and combinations against the model; the error names the field as the API spells it.
    /// - maxPositions: positions that the decoder has; nil: no limit.
    package func validate(vocabularySize: Int, maxPositions: Int?) throws(DecodingError) { fatalError("interface") }
}

package enum DecodingError: Error, Equatable {
    /// - field: as the API spells it (`num_beams`).
    case invalid(field: String, message: String)
}

/// What a loaded model is, in numbers.
package struct ModelDescription: Sendable, Equatable {
    package struct Stack: Sendable, Equatable {
        package var layers: Int
        package var heads: Int
        package var feedForwardSize: Int
        package var vocabularySize: Int
        /// Longest sequence, tokens; nil: no limit.
        package var maxPositions: Int?

        package init(
            layers: Int, heads: Int, feedForwardSize: Int, vocabularySize: Int, maxPositions: Int?
        ) {
            self.layers = layers
            self.heads = heads
            self.feedForwardSize = feedForwardSize
            self.vocabularySize = vocabularySize
            self.maxPositions = maxPositions
        }
    }

    /// `model_type` of config.json: "marian".
    package var family: String
    package var hiddenSize: Int
    package var encoder: Stack
    /// nil for encoder-only models.
    package var decoder: Stack?
    package var parameters: Int
    /// Types that the encoder's tokens can have, 0..<tokenTypes; 0 where it has no token type embeddings.
    package var tokenTypes: Int

    package init(
        family: String, hiddenSize: Int, encoder: Stack, decoder: Stack?, parameters: Int, tokenTypes: Int = 0
    ) {
        self.family = family
        self.hiddenSize = hiddenSize
        self.encoder = encoder
        self.decoder = decoder
        self.parameters = parameters
        self.tokenTypes = tokenTypes
    }
}

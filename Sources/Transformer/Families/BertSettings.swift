internal import Tensors

/// Where the configurations of BERT's relatives have their sizes, with transformers' defaults.
struct BertKeys {
    typealias Key = (name: String, fallback: Int)

    var vocabularySize: Key = ("vocab_size", 30_522)
    var hiddenSize: Key = ("hidden_size", 768)
    /// nil: embeddings have the hidden size.
    var embeddingSize: Key?
    var layers: Key = ("num_hidden_layers", 12)
    var heads: Key = ("num_attention_heads", 12)
    var feedForwardSize: Key = ("intermediate_size", 3072)
    /// nil: the family has no token types.
    var tokenTypes: Key? = ("type_vocab_size", 2)
    var activation = (name: "hidden_act", fallback: "gelu")
    /// nil: 1e-12, whatever the configuration says.
    var epsilon: String? = "layer_norm_eps"
}

/// What the configuration of one of BERT's relatives says, checked.
struct BertSettings {
    let vocabularySize: Int
    let hiddenSize: Int
    let embeddingSize: Int
    /// As the configuration counts them: a family that uses layers again has more.
    let layers: Int
    let heads: Int
    let feedForwardSize: Int
    /// Rows of the table of positions.
    let positionRows: Int
    let tokenTypes: Int?
    let activation: Activation
    let epsilon: Float

    init(_ configuration: ModelConfiguration, keys: BertKeys) throws(ModelError) {
        let sizes = 1...65_536
        vocabularySize = try configuration.integer(keys.vocabularySize, in: 1...16_777_216)
        hiddenSize = try configuration.integer(keys.hiddenSize, in: sizes)
        embeddingSize =
            try keys.embeddingSize.map { key throws(ModelError) in
                try configuration.integer(key, in: sizes)
            } ?? hiddenSize
        layers = try configuration.integer(keys.layers, in: 1...1024)
        heads = try configuration.integer(keys.heads, in: 1...4096)
        guard hiddenSize % heads == 0 else {
            throw .configuration(
                key: keys.heads.name,
                message: "is \(heads), which does not divide \(keys.hiddenSize.name) \(hiddenSize)")
        }
        feedForwardSize = try configuration.integer(keys.feedForwardSize, in: 1...1_048_576)
        positionRows = try configuration.integer("max_position_embeddings", in: 1...1_048_576, default: 512)
        tokenTypes = try keys.tokenTypes.map { key throws(ModelError) in try configuration.integer(key, in: sizes) }
        activation = try configuration.activation(keys.activation.name, default: keys.activation.fallback)
        let epsilon = try keys.epsilon.map { key throws(ModelError) in
            try configuration.number(key, in: 0...1, default: 1e-12)
        }
        self.epsilon = Float(epsilon ?? 1e-12)

        let positions = try configuration.string("position_embedding_type", default: "absolute")
        guard positions == "absolute" else {
            throw .configuration(
                key: "position_embedding_type", message: "is \"\(positions)\"; only \"absolute\" is served")
        }
        for key in ["is_decoder", "add_cross_attention", "is_encoder_decoder"] {
            try configuration.refuse(key, because: "this family is served as an encoder only")
        }
    }

    /// The id of the padding token where positions are numbered beside it: the table has a row for it, and more behind it.
    func numbering(beside padding: Int) throws(ModelError) -> Int32 {
        guard padding < positionRows - 1 else {
            throw .configuration(
                key: "max_position_embeddings",
                message: "is \(positionRows), which leaves no positions behind padding token \(padding)")
        }
        return Int32(padding)
    }
}

extension ModelConfiguration {
    fileprivate func integer(_ key: BertKeys.Key, in range: ClosedRange<Int>) throws(ModelError) -> Int {
        try integer(key.name, in: range, default: key.fallback)
    }
}

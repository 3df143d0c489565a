private import Tensors

/// MPNetModel (Song et al. 2020), of all-mpnet-base-v2 and others: BERT without token types, its positions numbered from behind
/// the padding token's id, and besides them a bias on the attention scores by relative position, which all layers share.
package enum MPNet: ModelFamily {
    package static let modelTypes = ["mpnet"]
    package static let classPrefixes = ["MPNet"]
    package static let unreadParts = BertLayout.unreadParts

    package static func build(
        _ configuration: ModelConfiguration, weights: WeightReader
    ) throws(ModelError) -> Architecture {
        var keys = BertKeys()
        keys.vocabularySize.fallback = 30_527
        keys.tokenTypes = nil
        let settings = try BertSettings(configuration, keys: keys)
        // transformers sorts distances into 32 buckets however many the table has, and takes 1 for the padding whatever the
        // configuration says.
        let bucketCount = 32
        let tableRows = try configuration.integer(
            "relative_attention_num_buckets", in: bucketCount...65_536, default: bucketCount)
        let layout = BertLayout(
            settings: settings, weights: weights.rooted(at: ["mpnet", ""]),
            padding: try settings.numbering(beside: 1))
        let table = try layout.weights.tensor(
            "encoder.relative_attention_bias.weight", Shape(tableRows, settings.heads))
        let positions = RelativePositions(
            table: table.rows(0..<bucketCount),
            buckets: try DistanceBuckets(count: bucketCount, maxDistance: 128, isBidirectional: true))
        return layout.architecture(
            family: "mpnet", embedding: try layout.embedding(),
            layers: try layout.layers(at: "encoder.layer", names: names, relativePositions: positions))
    }

    private static let names = BertLayerNames(
        attention: AttentionNames(
            query: "attention.attn.q", key: "attention.attn.k", value: "attention.attn.v", output: "attention.attn.o"),
        attentionNorm: "attention.LayerNorm", inner: "intermediate.dense", outer: "output.dense",
        outputNorm: "output.LayerNorm")
}

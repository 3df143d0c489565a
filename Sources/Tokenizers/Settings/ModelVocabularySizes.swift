internal import Checkpoints
internal import JSON

/// How many ids the model itself has; 0 where its configuration does not say.
struct ModelVocabularySizes {
    var source = 0
    var target = 0

    init(directory: ModelDirectory) throws {
        guard let root = try directory.document("config.json")?.root else { return }
        func size(_ name: String) -> Int? { root[name]?.integer.map { min(max($0, 0), Vocabulary.largestID + 1) } }
        source = size("vocab_size") ?? 0
        target = size("decoder_vocab_size") ?? source
    }
}

private import Foundation

extension Fixtures {
    /// A directory like OPUS-MT's, on the fixture's random weights, with its own `tokenizer_config.json`.
    /// - settings: of that file
    package static func translator(settings: String, named name: String, in directory: TemporaryDirectory) throws
        -> String
    {
        let layout = "layouts/sequence-to-sequence/opus-mt"
        try directory.write("\(name)/tokenizer_config.json", settings)
        // Without the tokens by which it is told other target languages.
        let vocabulary = String(decoding: try bytes("\(layout)/vocab.json"), as: UTF8.self)
        try directory.write("\(name)/vocab.json", vocabulary.replacing(">>", with: "))"))
        for file in [
            "config.json", "generation_config.json", "pytorch_model.bin", "source.spm", "special_tokens_map.json",
            "target.spm",
        ] {
            try FileManager.default.createSymbolicLink(
                atPath: "\(directory.path)/\(name)/\(file)", withDestinationPath: path("\(layout)/\(file)"))
        }
        return "\(directory.path)/\(name)"
    }
}

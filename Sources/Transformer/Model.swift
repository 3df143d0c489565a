package import Checkpoints
package import JSON

/// A transformer with its weights: immutable, shared by all requests.
package final class Model: Sendable {
    package let description: ModelDescription
    package let encoder: Encoder
    /// nil for encoder-only models.
    package let decoder: Decoder?
    /// `config.json` and `generation_config.json` as read.
    package let configuration: JSONDocument
    package let generationConfiguration: JSONDocument?
    /// What was noticed while loading that a person should know (a setting that has no effect, say). For the log.
    package let notices: [String]

    /// Finds the family in `config.json`, reads and packs the weights.
    package init(directory: ModelDirectory) throws(ModelError) {
        guard let configuration = try Self.document("config.json", in: directory) else {
            throw .checkpoint(.missingFile(name: "config.json", directory: directory.label))
        }
        self.configuration = configuration
        generationConfiguration = try Self.document("generation_config.json", in: directory)

        let typed = try ModelConfiguration(configuration.root)
        let family = try ModelFamilies.family(of: typed)
        let checkpoint: Checkpoint
        do { checkpoint = try Checkpoint(directory: directory) } catch { throw .checkpoint(error) }
        let weights = WeightReader(checkpoint)
        let architecture = try family.build(typed, weights: weights)
        encoder = architecture.encoder
        decoder = architecture.decoder
        description = architecture.description
        let unused = weights.unusedNames
        notices =
            architecture.notices
            + (unused.isEmpty
                ? [] : ["\(unused.count) tensors are not used: \(unused.prefix(5).joined(separator: ", "))"])
    }

    private static func document(_ name: String, in directory: ModelDirectory) throws(ModelError) -> JSONDocument? {
        let file: FileBytes?
        do { file = try directory.file(name) } catch { throw .checkpoint(error) }
        guard let file else { return nil }
        let text = file.withBytes { [UInt8]($0) }
        do { return try JSONDocument(parsing: text) } catch {
            switch error {
            case .syntax(let message, let line, let column, _):
                throw .malformedJSON(file: name, message: "line \(line), column \(column): \(message)")
            }
        }
    }
}

package import Checkpoints
package import JSON

/// What a model is made of, whatever files it came from.
package struct ModelFiles: Sendable {
    /// Under Hugging Face's names: `config.json`.
    package let configuration: JSONDocument
    /// `generation_config.json`; nil: there is none.
    package let generation: JSONDocument?
    private let open: @Sendable () throws(CheckpointError) -> Checkpoint

    /// - checkpoint: opens the weights; not called for a model that its configuration keeps from being served
    package init(
        configuration: JSONDocument, generation: JSONDocument?,
        checkpoint: @escaping @Sendable () throws(CheckpointError) -> Checkpoint
    ) {
        self.configuration = configuration
        self.generation = generation
        open = checkpoint
    }

    /// Of a Hugging Face model directory.
    package init(directory: ModelDirectory) throws(ModelError) {
        do {
            self.init(
                configuration: try directory.requiredDocument("config.json"),
                generation: try directory.document("generation_config.json")
            ) { () throws(CheckpointError) in try Checkpoint(directory: directory) }
        } catch {
            throw .checkpoint(error)
        }
    }

    func checkpoint() throws(ModelError) -> Checkpoint {
        do { return try open() } catch { throw .checkpoint(error) }
    }
}

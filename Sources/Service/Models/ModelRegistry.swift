import Checkpoints
import Tensors

/// All served models by name. Immutable: models are loaded before the first request is answered.
struct ModelRegistry: Sendable {
    /// In the order of the configuration: the first is the default.
    let models: [ServedModel]

    init(_ models: [ServedModel]) { self.models = models }

    /// - sources: name and directory of each model, the default first.
    /// - weightType: how the weights of all are to be held; nil: as each stores them.
    init(loading sources: [ModelSource], maxInputTokens: Int, as weightType: WeightType?) throws(StartupError) {
        var models: [ServedModel] = []
        for source in sources {
            models.append(
                try ServedModel(
                    name: source.name, directory: try source.directory(), maxInputTokens: maxInputTokens,
                    as: weightType))
        }
        self.models = models
    }

    /// - name: nil for the default model.
    func model(named name: String?) throws(ServiceError) -> ServedModel {
        guard let found = name.map({ name in models.first { $0.name == name } }) ?? models.first else {
            throw .modelNotFound(name: name ?? "default", known: models.map(\.name))
        }
        return found
    }
}

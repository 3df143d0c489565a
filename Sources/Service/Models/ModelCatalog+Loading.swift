import Tasks
import Tensors

extension ModelCatalog {
    /// - sources: name and directory of each model, the default first.
    /// - weightType: how the weights of all are to be held; nil: as each stores them.
    init(loading sources: [ModelSource], maxInputTokens: Int, as weightType: WeightType?) throws(StartupError) {
        var models: [ServedModel] = []
        for source in sources {
            let directory = try source.directory()
            do {
                models.append(
                    try ServedModel(
                        name: source.name, directory: directory, maxInputTokens: maxInputTokens, as: weightType))
            } catch {
                throw .model(name: source.name, directory: directory.label, reason: "\(error)")
            }
        }
        self.init(models)
    }
}

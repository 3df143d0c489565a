import Tasks
import Tensors

extension ModelCatalog {
    /// - sources: name and directory of each model, the default first.
    /// - settings: by the models' names
    /// - weightType: how the weights of all are to be held; nil: as each stores them.
    init(
        loading sources: [ModelSource], settings: [String: ModelSettings] = [:], maxInputTokens: Int,
        as weightType: WeightType?
    ) throws(StartupError) {
        if let name = settings.keys.sorted().first(where: { name in !sources.contains { $0.name == name } }) {
            let known = sources.map(\.name).joined(separator: ", ")
            throw .configuration(
                .invalid(
                    setting: "model_settings", source: "model \"\(name)\"",
                    message: "must be of models that are served: \(known)"))
        }
        var models: [ServedModel] = []
        for source in sources {
            let directory = try source.directory()
            do {
                models.append(
                    try ServedModel(
                        name: source.name, directory: directory, settings: settings[source.name] ?? ModelSettings(),
                        maxInputTokens: maxInputTokens, as: weightType))
            } catch {
                throw .model(name: source.name, directory: directory.label, reason: "\(error)")
            }
        }
        self.init(models)
    }
}

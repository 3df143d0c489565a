/// All served models by name. Immutable: models are loaded before the first request is answered.
package struct ModelCatalog: Sendable {
    /// In the order of the configuration: the first is the default.
    package let models: [ServedModel]
    package let translation: TranslationRoutes

    package init(_ models: [ServedModel]) {
        self.models = models
        translation = TranslationRoutes(models)
    }

    /// - name: nil for the default model.
    package func model(named name: String?) throws(Problem) -> ServedModel {
        guard let found = name.map({ name in models.first { $0.name == name } }) ?? models.first else {
            let known = models.map(\.name).joined(separator: ", ")
            throw Problem(
                .unknownModel, Place(.model),
                "There is no model \"\((name ?? "default").prefix(200))\". Served here: \(known).")
        }
        return found
    }
}

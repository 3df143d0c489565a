/// A model's parts, as a family puts them together.
package struct Architecture: Sendable {
    package let encoder: Encoder
    /// nil for encoder-only families.
    package let decoder: Decoder?
    package let description: ModelDescription
    /// What a person who loads the model should know.
    package let notices: [String]

    package init(encoder: Encoder, decoder: Decoder?, description: ModelDescription, notices: [String] = []) {
        self.encoder = encoder
        self.decoder = decoder
        self.description = description
        self.notices = notices
    }
}

/// Turns a family's `config.json` and weight names into the blocks that all families share. One file per family.
package protocol ModelFamily: SendableMetatype {
    /// Values of `model_type` that it serves.
    static var modelTypes: [String] { get }
    static func build(_ configuration: ModelConfiguration, weights: WeightReader) throws(ModelError) -> Architecture
}

/// The families that are served. A new one adds a line.
package enum ModelFamilies {
    package static let all: [any ModelFamily.Type] = [
        Marian.self
    ]

    package static func family(of configuration: ModelConfiguration) throws(ModelError) -> any ModelFamily.Type {
        let modelType = try configuration.string("model_type")
        guard let family = all.first(where: { $0.modelTypes.contains(modelType) }) else {
            throw .unsupportedFamily(modelType: modelType, served: all.flatMap { $0.modelTypes }.sorted())
        }
        return family
    }
}

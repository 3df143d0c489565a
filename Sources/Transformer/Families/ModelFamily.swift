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
    /// How transformers' classes of it begin: "Bert" of BertModel and BertForMaskedLM. Old files have `architectures` only.
    static var classPrefixes: [String] { get }
    /// Parts of the names of tensors that belong to it and are not read, such as "pooler" of "bert.pooler.dense.weight": the heads
    /// of tasks that are not served. Other tensors that nothing reads are noticed when a model is loaded.
    static var unreadParts: [String] { get }
    static func build(_ configuration: ModelConfiguration, weights: WeightReader) throws(ModelError) -> Architecture
}

extension ModelFamily {
    package static var unreadParts: [String] { [] }

    /// Whether a tensor of this name belongs to the family's models and is not read on purpose.
    package static func leavesUnread(_ tensor: String) -> Bool {
        tensor.split(separator: ".").contains { unreadParts.contains(String($0)) }
    }
}

/// The families that are served. A new one adds a line.
package enum ModelFamilies {
    package static let all: [any ModelFamily.Type] = [
        Marian.self, Bert.self, Roberta.self, DistilBert.self, Albert.self, Electra.self, MPNet.self,
        Bart.self, MBart.self, Pegasus.self, M2M100.self, T5.self,
    ]

    package static func family(of configuration: ModelConfiguration) throws(ModelError) -> any ModelFamily.Type {
        let name: String
        if configuration.value("model_type") == nil, let architecture = configuration.architecture {
            name = architecture
            if let family = all.first(where: { $0.has(className: name) }) { return family }
        } else {
            name = try configuration.string("model_type")
            if let family = all.first(where: { $0.modelTypes.contains(name) }) { return family }
        }
        throw .unsupportedFamily(modelType: name, served: all.flatMap { $0.modelTypes }.sorted())
    }
}

extension ModelFamily {
    /// BertModel, BertForMaskedLM and the like, but not BertGenerationEncoder.
    fileprivate static func has(className: String) -> Bool {
        classPrefixes.contains { className == $0 + "Model" || className.hasPrefix($0 + "For") }
    }
}

extension ModelConfiguration {
    /// The class that the model was saved from; nil where the file does not say.
    fileprivate var architecture: String? { value("architectures")?.elements?.first?.string }
}

import Checkpoints
import Decoding
package import Hub
import Tasks
import Tokenizers
import Transformer

/// What a model directory is, and everything that keeps it from being served, without loading it.
package struct Inspection: Sendable {
    /// Where a problem is.
    enum Area: String, Sendable {
        case directory, configuration, weights, tokenizer, pooling
        case generation = "generation configuration"
    }

    struct Problem: Sendable, Equatable {
        let area: Area
        let message: String
    }

    let label: String
    private(set) var model: ModelInspection?
    private(set) var tokenizer: (any Tokenizer)?
    /// Why there is no tokenizer though nothing is wrong.
    private(set) var tokenizerAbsence: String?
    /// nil when they cannot be read, or there is no decoder.
    private(set) var decodingDefaults: DecodingOptions?
    /// nil when it is not a sentence-transformers directory.
    private(set) var modules: SentenceModules?
    /// nil when they cannot be read, or do not go together with what the directory says.
    private(set) var embeddingDefaults: EmbeddingOptions?
    private(set) var problems: [Problem] = []
    private(set) var notices: [String] = []

    package var isServable: Bool { problems.isEmpty }

    /// - pulled: what is there of a model on the Hub, whose directory the source is; nil: the source is whole
    package init(of source: ModelSource, pulled: PulledModel? = nil) {
        let directory: ModelDirectory
        do {
            directory = try source.directory()
        } catch {
            switch source.place {
            case .path(let path): label = path
            case .hub(let reference): label = "hf:\(reference)"
            case .embedded: label = source.name
            }
            // The report begins with the directory.
            if case .model(_, _, let reason) = error {
                note(reason, in: .directory)
            } else {
                note("\(error)", in: .directory)
            }
            return
        }
        label = directory.label
        let modules = read(.pooling) { try SentenceModules(directory: directory) }
        self.modules = modules
        embeddingDefaults = read(.pooling) {
            try EmbeddingOptions(modules, try ModelSettings(directory: directory))
        }
        let inner = TransformerModule.place(in: directory).directory
        let hasWeights = pulled?.hasWeights ?? true
        let model = ModelInspection(directory: inner, hasWeights: hasWeights)
        self.model = model
        note(model.configurationProblems, in: .configuration)
        note(model.weightProblems, in: .weights)
        note(model.generationProblems, in: .generation)
        notices = model.notices + (pulled?.notice.map { [$0] } ?? [])
        if !hasWeights {
            let size = pulled?.missingBytes.map { " (\(ByteCount($0)))" } ?? ""
            notices.append("the weights\(size) are not in the cache, and so were not looked at; heed pull fetches them")
        }
        tokenizer = read(.tokenizer) {
            try TokenizerLoader.load(from: inner, lowercasing: modules?.transformer.lowercasesTexts ?? false)
        }
        if let description = model.description { _ = read(.pooling) { try modules?.check(description) } }
        tokenizerAbsence = TokenizerLoader.absenceReason(in: inner)
        notices += (modules?.notices ?? []) + (tokenizerAbsence.map { [$0] } ?? [])
        inspectDecoding(model)
        if let description = model.description, let tokenizer { notices += description.notices(of: tokenizer) }
    }

    private mutating func note(_ errors: [ModelError], in area: Area) {
        for error in errors { note("\(error)", in: area) }
    }

    /// A file that several parts read is wrong once.
    private mutating func note(_ message: String, in area: Area) {
        guard !problems.contains(where: { $0.message == message }) else { return }
        problems.append(Problem(area: area, message: message))
    }

    private mutating func read<Value>(_ area: Area, _ body: () throws -> Value?) -> Value? {
        do {
            return try body()
        } catch {
            note("\(error)", in: area)
            return nil
        }
    }

    /// A model without a decoder needs none; without a description, it is not known whether there is one.
    private mutating func inspectDecoding(_ model: ModelInspection) {
        guard let configuration = model.configuration?.root, model.generationProblems.isEmpty,
            let decoder = model.description?.decoder
        else { return }
        let defaults = read(.generation) {
            try DecodingDefaults(model.generationConfiguration?.root, configuration, decoder)
        }
        decodingDefaults = defaults?.options
        notices += defaults?.notices ?? []
    }
}

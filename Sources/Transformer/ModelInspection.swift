package import Checkpoints
package import JSON
package import Tensors

/// What a model directory holds, and everything that keeps it from being served, found without holding its weights.
package struct ModelInspection: Sendable {
    /// nil when `config.json` cannot be read.
    package private(set) var configuration: JSONDocument?
    package private(set) var generationConfiguration: JSONDocument?
    /// nil when the family or the configuration is refused.
    package private(set) var description: ModelDescription?
    package private(set) var weights: Weights?
    /// What `heed quantize` has made of the weights; nil: nothing.
    package private(set) var quantization: WeightType?
    /// Of `config.json`.
    package private(set) var configurationProblems: [ModelError] = []
    package private(set) var generationProblems: [ModelError] = []
    package private(set) var weightProblems: [ModelError] = []
    package private(set) var notices: [String] = []

    /// The tensors of the directory's files.
    package struct Weights: Sendable {
        package let files: [String]
        /// How many tensors there are of each stored type, under safetensors' names of types, in the order of the names.
        package let types: [(name: String, tensors: Int)]
        package let used: [String]
        /// Of heads and the like, which are left unread on purpose.
        package let unread: [String]
        /// That nothing is known of.
        package let unused: [String]
    }

    /// - hasWeights: whether there should be weights; if not, the configuration is looked at without them
    package init(directory: ModelDirectory, hasWeights: Bool = true) {
        do { configuration = try directory.requiredDocument("config.json") } catch {
            configurationProblems.append(.checkpoint(error))
        }
        do { generationConfiguration = try directory.document("generation_config.json") } catch {
            generationProblems.append(.checkpoint(error))
        }
        guard hasWeights else {
            inspect(nil)
            return
        }
        do throws(CheckpointError) {
            inspect(try Checkpoint(directory: directory))
        } catch {
            weightProblems.append(.checkpoint(error))
            // The configuration is looked at all the same, on weights that lack everything.
            inspect(nil)
        }
    }

    private mutating func inspect(_ checkpoint: Checkpoint?) {
        var reader = WeightReader(checking: checkpoint ?? Checkpoint())
        var family: (any ModelFamily.Type)?
        if let configuration {
            do throws(ModelError) {
                let typed = try ModelConfiguration(configuration.root)
                quantization = try QuantizationMark.storedType(typed)
                if let quantization {
                    reader = WeightReader(checking: checkpoint ?? Checkpoint(), packing: quantization)
                }
                family = try ModelFamilies.family(of: typed)
                let architecture = try family?.build(typed, weights: reader)
                description = architecture?.description
                notices = (architecture?.notices ?? []) + typed.notices
            } catch {
                configurationProblems.append(error)
            }
        }
        guard let checkpoint else { return }
        weightProblems += reader.problems
        weights = Weights(checkpoint, reader, family)
    }
}

extension ModelInspection.Weights {
    fileprivate init(_ checkpoint: Checkpoint, _ reader: WeightReader, _ family: (any ModelFamily.Type)?) {
        files = checkpoint.files
        let counts = Dictionary(
            checkpoint.names.map { (checkpoint.type(of: $0) ?? "", 1) }, uniquingKeysWith: +)
        types = counts.sorted { $0.key < $1.key }.map { (name: $0.key, tensors: $0.value) }
        used = reader.usedNames
        let others = reader.unusedNames
        unread = others.filter { family?.leavesUnread($0) ?? false }
        unused = others.filter { !(family?.leavesUnread($0) ?? false) }
    }
}

package import Checkpoints
private import JSON

/// How a sentence-transformers directory makes one embedding of a text: what its `modules.json` says comes after the model.
///
/// Format: https://sbert.net/docs/sentence_transformer/usage/custom_models.html. A transformer, then a pooling, then at most a
/// normalisation; a directory with other modules, which would change the numbers, is refused.
package struct SentencePooling: Sendable, Equatable {
    package enum Mode: String, Sendable, CaseIterable { case mean, cls, max }

    package let mode: Mode
    /// Whether embeddings are scaled to unit length.
    package let normalize: Bool
    /// Longest input in tokens, special ones included; nil: as many as the model has positions for. sentence-transformers cuts
    /// longer texts without saying so.
    package let maxTokens: Int?
    /// What sentence-transformers does besides, and heed does not.
    package let notices: [String]

    /// nil when the directory has no `modules.json`.
    package init?(directory: ModelDirectory) throws(ModelError) {
        guard let modules = try ModuleFile("modules.json", in: directory) else { return nil }
        var steps = try modules.steps()[...]
        let transformer = try modules.take("Transformer", from: &steps)
        guard transformer.path.isEmpty else {
            throw modules.refusal("the model is in \(transformer.path), not in the directory itself")
        }
        let pooling = try modules.take("Pooling", from: &steps)
        mode = try Mode(of: pooling, in: directory)
        normalize = steps.first?.kind == "Normalize"
        if normalize { steps.removeFirst() }
        if let other = steps.first { throw modules.refusal("module \(other.kind) is not served") }
        maxTokens = try Self.maxTokens(in: directory)
        notices = try Self.prompt(in: directory)
    }

    /// What the transformer module reads besides the model, in a file whose name has changed over time.
    private static func maxTokens(in directory: ModelDirectory) throws(ModelError) -> Int? {
        let names = ["bert", "roberta", "distilbert", "camembert", "albert", "xlm-roberta", "xlnet"]
        guard let name = names.map({ "sentence_\($0)_config.json" }).first(where: directory.contains),
            let file = try ModuleFile(name, in: directory)
        else { return nil }
        guard try !file.flag("do_lower_case", default: false) else {
            throw file.refusal("\"do_lower_case\" is true: texts are served as they are sent")
        }
        guard let limit = file.value("max_seq_length") else { return nil }
        guard let tokens = limit.integer, tokens > 0 else {
            throw file.refusal("\"max_seq_length\" must be a whole number from 1, not \(limit.summary)")
        }
        return tokens
    }

    private static func prompt(in directory: ModelDirectory) throws(ModelError) -> [String] {
        let name = "config_sentence_transformers.json"
        guard let prompt = try ModuleFile(name, in: directory)?.value("default_prompt_name")?.string else { return [] }
        return [
            "\(name): sentence-transformers begins each text with the prompt \"\(prompt)\"; here texts are as they are sent"
        ]
    }
}

extension SentencePooling.Mode {
    /// The one mode of a pooling module: named, or by flags, of which "mean" is on unless it is turned off.
    fileprivate init(of module: ModuleFile.Step, in directory: ModelDirectory) throws(ModelError) {
        guard let file = try ModuleFile("config.json", inSubdirectory: module.path, of: directory) else {
            throw .checkpoint(.missingFile(name: "\(module.path)/config.json", directory: directory.label))
        }
        let modes = try file.poolingModes()
        guard modes.count == 1, let mode = modes.first else {
            throw file.refusal(
                "one pooling mode is served at a time, not \(modes.isEmpty ? "none" : modes.joined(separator: " + "))")
        }
        guard let known = Self(rawValue: mode) else {
            let served = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw file.refusal("pooling mode \(mode) is not served; served are \(served)")
        }
        self = known
    }
}

extension ModuleFile {
    fileprivate func poolingModes() throws(ModelError) -> [String] {
        if let named = value("pooling_mode") {
            let names = named.elements.map { $0.map(\.string) } ?? [named.string]
            guard !names.contains(nil) else {
                throw refusal("\"pooling_mode\" must be a mode's name, not \(named.summary)")
            }
            return names.compactMap { $0 }
        }
        let flags = [
            ("cls_token", "cls"), ("mean_tokens", "mean"), ("max_tokens", "max"),
            ("mean_sqrt_len_tokens", "mean_sqrt_len"),
            ("weightedmean_tokens", "weightedmean"), ("lasttoken", "lasttoken"),
        ]
        var modes: [String] = []
        for (flag, mode) in flags where try self.flag("pooling_mode_\(flag)", default: mode == "mean") {
            modes.append(mode)
        }
        return modes
    }
}

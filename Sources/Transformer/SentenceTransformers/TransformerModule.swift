package import Checkpoints
private import JSON

/// The Transformer module of a sentence-transformers directory: where the model is, and what becomes of a text before it.
package struct TransformerModule: Sendable {
    /// Where the model's and the tokenizer's files are.
    package let directory: ModelDirectory
    /// Longest input in tokens, special ones included; nil: as many as the model has positions for. sentence-transformers cuts
    /// longer texts without saying so.
    package let maxTokens: Int?
    /// Whether the tokenizer lowercases texts before all else that it does with them.
    package let lowercasesTexts: Bool
    /// What sentence-transformers does besides, and heed does not.
    let notices: [String]

    init(_ step: ModuleList.Step) throws(ModelError) {
        guard let directory = step.directory else {
            throw step.list.refusal("the model should be in \"\(step.path)\", and there is no such directory")
        }
        self.directory = directory
        let file = try Self.settings(of: step, in: directory)
        let ownMaximum = try TokenizerMaximum(of: step, in: directory)
        guard let file else {
            (maxTokens, lowercasesTexts, notices) = (ownMaximum.tokens, false, [])
            return
        }
        try file.checkOutput()
        let arguments = try TransformerArguments(file)
        let call = try TokenizerCall(file)
        lowercasesTexts = try file.flag("do_lower_case", default: false)
        let stated = try file.value("max_seq_length").map { limit throws(ModelError) in
            try file.tokenCount(limit, "max_seq_length")
        }
        maxTokens = call.truncates ? call.maxTokens ?? arguments.maxTokens ?? stated ?? ownMaximum.tokens : nil
        notices = arguments.notices
    }

    /// The directory that has the model's files, and its path in a model directory, with a slash at its end: that directory itself,
    /// unless `modules.json` names another. What else is wrong with the file is not looked at.
    package static func place(in directory: ModelDirectory) -> (directory: ModelDirectory, path: String) {
        let list = try? ModuleList(directory: directory)
        guard let step = list?.first, step.kind == "Transformer", let inner = step.directory, !step.isInRoot else {
            return (directory, "")
        }
        return (inner, step.label(""))
    }

    /// The first of the names that this file has had which is there and says anything.
    private static func settings(
        of step: ModuleList.Step, in directory: ModelDirectory
    ) throws(ModelError) -> ModuleFile? {
        for model in ["bert", "roberta", "distilbert", "camembert", "albert", "xlm-roberta", "xlnet"] {
            let name = "sentence_\(model)_config.json"
            guard let file = try ModuleFile(name, in: directory, label: step.label(name)) else { continue }
            guard let members = file.root.members else { throw file.refusal("it is not a JSON object") }
            if members.contains(where: { _ in true }) { return file }
        }
        return nil
    }
}

/// What the tokenizer's own settings say of the longest input.
private struct TokenizerMaximum {
    /// nil: no limit.
    let tokens: Int?

    /// transformers writes 10³⁰ where there is no limit.
    private static let largest = 1e20

    init(of step: ModuleList.Step, in directory: ModelDirectory) throws(ModelError) {
        let name = "tokenizer_config.json"
        guard let file = try ModuleFile(name, in: directory, label: step.label(name)),
            let key = ["model_max_length", "max_len"].first(where: { file.value($0) != nil }),
            let value = file.value(key), value.number.map({ $0 < Self.largest }) ?? true
        else {
            tokens = nil
            return
        }
        tokens = try file.tokenCount(value, key)
    }
}

/// What `sentence_bert_config.json` passes on when the model and the tokenizer are loaded.
private struct TransformerArguments {
    private(set) var maxTokens: Int?
    private(set) var notices: [String] = []

    /// Which change how a model is held or loaded, not what it is.
    private static let withoutEffect: Set = [
        "trust_remote_code", "add_pooling_layer", "attn_implementation", "use_safetensors", "low_cpu_mem_usage",
        "device_map",
        "use_cache", "use_fast", "padding_side", "clean_up_tokenization_spaces", "revision", "token", "cache_dir",
    ]

    init(_ file: ModuleFile) throws(ModelError) {
        for names in [
            ["model_kwargs", "model_args"], ["processor_kwargs", "tokenizer_args"], ["config_kwargs", "config_args"],
        ] {
            // Where both are there, the older one counts.
            guard let name = names.last(where: { file.value($0) != nil }), let value = file.value(name) else {
                continue
            }
            guard let members = value.members else {
                throw file.refusal("\"\(name)\" must be an object, not \(value.summary)")
            }
            for (key, member) in members where !Self.withoutEffect.contains(key) && !member.isNull {
                switch key {
                case "model_max_length" where names[0] == "processor_kwargs":
                    maxTokens = try file.tokenCount(member, "\(name).\(key)")
                case "dtype", "torch_dtype":
                    if member.string != "float32" {
                        notices.append(
                            "\(file.label): \"\(name).\(key)\" is \(member.summary); here activations are float32")
                    }
                default: throw file.refusal("\"\(name).\(key)\" is \(member.summary), which is not served")
                }
            }
        }
    }
}

/// What `sentence_bert_config.json` says of the call that makes tokens of texts.
private struct TokenizerCall {
    /// nil: the tokenizer's own limit.
    private(set) var maxTokens: Int?
    /// Whether texts are cut at all.
    private(set) var truncates = true

    private static let withoutEffect: Set = [
        "padding", "padding_side", "pad_to_multiple_of", "return_tensors", "return_attention_mask",
        "return_token_type_ids", "verbose",
    ]

    init(_ file: ModuleFile) throws(ModelError) {
        guard let arguments = file.value("processing_kwargs") else { return }
        // What is said of texts counts for more than what is said of everything.
        for part in ["common", "text"] {
            guard let value = arguments[part], !value.isNull else { continue }
            guard let members = value.members else {
                throw file.refusal("\"processing_kwargs.\(part)\" must be an object, not \(value.summary)")
            }
            for (key, member) in members where !Self.withoutEffect.contains(key) {
                let name = "processing_kwargs.\(part).\(key)"
                switch key {
                case "max_length":
                    if !member.isNull { maxTokens = try file.tokenCount(member, name) }
                case "truncation":
                    switch (member.boolean, member.string) {
                    case (true, _), (_, "longest_first"), (_, "only_first"): truncates = true
                    case (false, _), (_, "do_not_truncate"): truncates = false
                    default: throw file.refusal("\"\(name)\" is \(member.summary), which is not served")
                    }
                default: throw file.refusal("\"\(name)\" is \(member.summary), which is not served")
                }
            }
        }
    }
}

extension ModuleFile {
    fileprivate func tokenCount(_ value: JSONValue, _ key: String) throws(ModelError) -> Int {
        guard let tokens = value.wholeNumber, tokens > 0 else {
            throw refusal("\"\(key)\" must be a whole number from 1, not \(value.summary)")
        }
        return tokens
    }

    /// Of the module's outputs, the last hidden states of plain text are served.
    fileprivate func checkOutput() throws(ModelError) {
        let task = try string("transformer_task", default: "feature-extraction")
        guard task == "feature-extraction" else {
            throw refusal("\"transformer_task\" is \"\(task)\"; served is \"feature-extraction\"")
        }
        let output = try string("module_output_name", default: "token_embeddings")
        guard output == "token_embeddings" else {
            throw refusal("\"module_output_name\" is \"\(output)\"; served is \"token_embeddings\"")
        }
        guard let modalities = value("modality_config") else { return }
        guard modalities["message"] == nil else {
            throw refusal(
                "\"modality_config.message\": texts would be put into the template of a chat, which is not served")
        }
        guard let text = modalities["text"], text["method"]?.string == "forward",
            let name = text["method_output_name"].map({ $0.elements?.first ?? $0 }),
            text["method_output_name"]?.elements.map({ $0.count == 1 }) ?? true, name.string == "last_hidden_state"
        else {
            throw refusal(
                "\"modality_config.text\" must be the \"last_hidden_state\" of \"forward\", not "
                    + (modalities["text"]?.summary ?? "missing"))
        }
    }
}

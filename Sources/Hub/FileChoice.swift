import JSON

/// Which files of a model heed needs, the small ones first.
///
/// Works on names, and on the contents of the few files that name others; so it also says whether a directory has all that it should.
struct FileChoice {
    /// Configuration and tokenizer, then the weights of modules behind the model.
    private(set) var small: [String] = []
    /// Of the model itself.
    private(set) var weights: [String] = []
    private(set) var problem: Problem?

    enum Problem: Equatable {
        case noConfiguration
        /// - found: formats that are there and are not read
        case noWeights(found: [String])
        case missing(String)
        case malformed(file: String)
    }

    /// Every file that one of heed's readers looks for in a directory, weights aside.
    private static let names: Set = [
        "config.json", "generation_config.json", "heed-model.json",
        "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
        "vocab.json", "merges.txt", "vocab.txt", "source.spm", "target.spm", "target_vocab.json",
        "spiece.model", "sentencepiece.bpe.model", "tokenizer.model",
        "modules.json", "config_sentence_transformers.json", "sentence_bert_config.json",
        "sentence_roberta_config.json",
        "sentence_distilbert_config.json", "sentence_camembert_config.json", "sentence_albert_config.json",
        "sentence_xlm-roberta_config.json", "sentence_xlnet_config.json",
    ]

    /// The files that weights are in, the preferred one first.
    private static let weightNames = ["model.safetensors", "pytorch_model.bin"]

    /// - paths: of all files that there are
    /// - document: a small file that names others
    init<Failure: Error>(
        from paths: Set<String>, document: (_ path: String) throws(Failure) -> JSONDocument?
    ) throws(Failure) {
        var folders: [String] = []
        if paths.contains("modules.json") {
            guard let modules = try document("modules.json")?.root.elements else {
                problem = .malformed(file: "modules.json")
                return
            }
            folders = modules.compactMap { $0["path"]?.string }.map(Self.normalized).filter(RepositoryFile.isInside)
        }
        let modelFolder = folders.first { paths.contains("\($0)/config.json") && !paths.contains("config.json") } ?? ""
        for folder in [""] + folders.sorted() {
            small += Self.names.map { Self.path($0, in: folder) }.filter(paths.contains).sorted()
        }
        guard paths.contains(Self.path("config.json", in: modelFolder)) else {
            problem = .noConfiguration
            return
        }
        // Modules such as Dense have weights of their own; most have none.
        for folder in folders where folder != modelFolder {
            small += try chooseWeights(in: folder, from: paths, document) ?? []
        }
        let weights = try chooseWeights(in: modelFolder, from: paths, document)
        if let weights {
            self.weights = weights
        } else if problem == nil {
            problem = .noWeights(found: Self.otherFormats(paths))
        }
        // A file may be in two lists, as when two modules share a folder.
        var seen: Set<String> = []
        small = small.filter { seen.insert($0).inserted }
        self.weights = self.weights.filter { seen.insert($0).inserted }
    }

    /// The file, or the index and its shards; nil when there are none.
    private mutating func chooseWeights<Failure: Error>(
        in folder: String, from paths: Set<String>, _ document: (String) throws(Failure) -> JSONDocument?
    ) throws(Failure) -> [String]? {
        for name in Self.weightNames {
            let file = Self.path(name, in: folder)
            if paths.contains(file) { return [file] }
            let index = file + ".index.json"
            guard paths.contains(index) else { continue }
            guard let map = try document(index)?.root["weight_map"]?.members else {
                problem = problem ?? .malformed(file: index)
                return nil
            }
            small.append(index)
            let shards = Set(map.compactMap { $0.value.string }).sorted().map { Self.path($0, in: folder) }
            if let missing = shards.first(where: { !paths.contains($0) }) {
                problem = problem ?? .missing(missing)
                return nil
            }
            return shards
        }
        return nil
    }

    private static func path(_ name: String, in folder: String) -> String {
        folder.isEmpty ? name : "\(folder)/\(name)"
    }

    /// Of "./1_Pooling/": "1_Pooling".
    private static func normalized(_ path: String) -> String {
        path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    private static func otherFormats(_ paths: Set<String>) -> [String] {
        let formats = [
            (".gguf", "GGUF"), (".onnx", "ONNX"), (".h5", "TensorFlow"), (".msgpack", "Flax"),
            (".tflite", "TensorFlow Lite"),
            (".ot", "Rust"), (".mlmodel", "Core ML"), (".ckpt", "checkpoints of training"),
            (".pt", "other PyTorch files"),
            (".safetensors", "safetensors under other names"), (".bin", "other binary files"),
        ]
        return formats.filter { suffix, _ in paths.contains { $0.hasSuffix(suffix) } }.map { $0.1 }
    }
}

extension FileChoice.Problem {
    func error(repository: String) -> HubError {
        switch self {
        case .noConfiguration: .noConfiguration(repository: repository)
        case .noWeights(let found): .noWeights(repository: repository, found: found)
        case .missing(let file):
            .malformedRepository(repository: repository, reason: "\(file) is named in it and not there")
        case .malformed(let file):
            .malformedRepository(repository: repository, reason: "its \(file) is not what it should be")
        }
    }

    /// Of a directory that may be half of a model.
    var missing: String {
        switch self {
        case .noConfiguration: "config.json is missing"
        case .noWeights: "its weights are missing"
        case .missing(let file): "\(file) is missing"
        case .malformed(let file): "\(file) cannot be read"
        }
    }
}

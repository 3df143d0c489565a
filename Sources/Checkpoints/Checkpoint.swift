/// The named tensors of a model, whatever files they came from. Names are those in the files.
package struct Checkpoint: Sendable {
    /// In name order. Tensors of unsupported types are among them.
    package let names: [String]
    /// The files that the tensors are in.
    package let files: [String]
    private let entries: [String: CheckpointEntry]

    /// Opens the weights of a directory: `model.safetensors` or its shards, else `pytorch_model.bin` or its shards, in the order
    /// in which transformers looks for them.
    ///
    /// Every entry is validated: ranges inside the file, byte count = elements × size, no overflow.
    package init(directory: ModelDirectory) throws(CheckpointError) {
        (files, entries) = try Checkpoint.entries(of: directory)
        names = entries.keys.sorted()
    }

    /// Without any tensor.
    package init() { (names, files, entries) = ([], [], [:]) }

    package func contains(_ name: String) -> Bool { entries[name] != nil }

    /// Whether the name of any tensor begins with these bytes.
    package func hasNames(beginning prefix: String) -> Bool {
        names.contains { $0.utf8.starts(with: prefix.utf8) }
    }

    /// safetensors' name of a tensor's type, supported or not: "F32".
    package func type(of name: String) -> String? { entries[name]?.type }

    /// nil when there is no tensor of this name, or when it is of a type that is not supported.
    package subscript(name: String) -> StoredTensor? { entries[name]?.tensor }

    /// Throws `missingTensor` or `unsupportedType`.
    package func tensor(_ name: String) throws(CheckpointError) -> StoredTensor {
        guard let entry = entries[name] else { throw .missingTensor(name: name) }
        guard let tensor = entry.tensor else { throw .unsupportedType(name: name, type: entry.type) }
        return tensor
    }

    private static func entries(
        of directory: ModelDirectory
    ) throws(CheckpointError) -> (files: [String], [String: CheckpointEntry]) {
        for format in CheckpointFormat.allCases {
            if let file = try directory.file(format.fileName, mapped: true) {
                return ([format.fileName], try format.read(file, label: directory.path(of: format.fileName)))
            }
            if let index = try ShardIndex(format.fileName + ".index.json", of: directory) {
                return (index.shards, try index.readShards(of: directory, format: format))
            }
        }
        throw .noWeights(
            expected: CheckpointFormat.allCases.map(\.fileName).joined(separator: " or "), directory: directory.label,
            found: OtherWeights.found(in: directory))
    }
}

/// What kinds of weight files there are, the preferred one first.
enum CheckpointFormat: CaseIterable {
    case safetensors, pytorch

    /// Of a model whose weights are in one file.
    var fileName: String {
        switch self {
        case .safetensors: "model.safetensors"
        case .pytorch: "pytorch_model.bin"
        }
    }

    /// - label: how messages name the file.
    func read(_ file: FileBytes, label: String) throws(CheckpointError) -> [String: CheckpointEntry] {
        switch self {
        case .safetensors: try readSafetensors(file, label: label)
        case .pytorch: try readPyTorchFile(file, label: label)
        }
    }
}

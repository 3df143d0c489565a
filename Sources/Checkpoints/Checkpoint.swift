/// The named tensors of a model, whatever files they came from. Names are those in the files.
package struct Checkpoint: Sendable {
    /// In name order. Tensors of unsupported types are among them.
    package let names: [String]
    private let entries: [String: SafetensorsEntry]

    /// Opens the weights of a directory: `model.safetensors`, or the shards of `model.safetensors.index.json`.
    /// Every entry is validated: ranges inside the file, no overlaps, byte count = elements × size, no overflow.
    package init(directory: ModelDirectory) throws(CheckpointError) {
        entries = try Checkpoint.entries(of: directory)
        names = entries.keys.sorted()
    }

    package func contains(_ name: String) -> Bool { entries[name] != nil }

    /// Whether the name of any tensor begins with these bytes.
    package func hasNames(beginning prefix: String) -> Bool {
        names.contains { $0.utf8.starts(with: prefix.utf8) }
    }

    /// nil when there is no tensor of this name, or when it is of a type that is not supported.
    package subscript(name: String) -> StoredTensor? { entries[name]?.tensor }

    /// Throws `missingTensor` or `unsupportedType`.
    package func tensor(_ name: String) throws(CheckpointError) -> StoredTensor {
        guard let entry = entries[name] else { throw .missingTensor(name: name) }
        guard let tensor = entry.tensor else { throw .unsupportedType(name: name, type: entry.type) }
        return tensor
    }

    private static func entries(of directory: ModelDirectory) throws(CheckpointError) -> [String: SafetensorsEntry] {
        let single = "model.safetensors"
        if let file = try directory.file(single) {
            return try readSafetensors(file, label: directory.path(of: single))
        }
        if let index = try ShardIndex(of: directory) {
            return try index.readShards(of: directory)
        }
        for name in ["pytorch_model.bin", "pytorch_model.bin.index.json"] where directory.contains(name) {
            throw .unreadable(path: directory.path(of: name), reason: howToConvert(directory))
        }
        throw .missingFile(name: single, directory: directory.label)
    }

    private static func howToConvert(_ directory: ModelDirectory) -> String {
        let load = "AutoModelForSeq2SeqLM.from_pretrained('\(directory.label)')"
        return """
            PyTorch's pickled weights are not read, only safetensors; convert them once with \
            python -c "from transformers import AutoModelForSeq2SeqLM; \(load).save_pretrained('\(directory.label)')"
            """
    }
}

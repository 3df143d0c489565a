private import JSON

/// `model.safetensors.index.json` or `pytorch_model.bin.index.json`: which shard holds which tensor.
struct ShardIndex {
    /// Tensor name → file name.
    private let shardOfTensor: [String: String]
    private let label: String

    /// nil when the directory has no index of this name.
    init?(_ name: String, of directory: ModelDirectory) throws(CheckpointError) {
        guard let document = try directory.document(name) else { return nil }
        label = directory.path(of: name)
        guard let members = document.root["weight_map"]?.members else {
            throw .malformed(file: label, reason: "it has no object \"weight_map\"")
        }
        var shardOfTensor: [String: String] = [:]
        for (tensor, value) in members {
            guard let shard = value.string else {
                throw .malformed(file: label, reason: "weight_map[\"\(tensor)\"] is \(value.summary), not a file name")
            }
            shardOfTensor[tensor] = shard
        }
        self.shardOfTensor = shardOfTensor
    }

    /// File names, in order.
    var shards: [String] { Set(shardOfTensor.values).sorted() }

    /// Every tensor of every shard. A tensor that the index lists must be in the shard that it names.
    func readShards(
        of directory: ModelDirectory, format: CheckpointFormat
    ) throws(CheckpointError) -> [String: CheckpointEntry] {
        var entries: [String: CheckpointEntry] = [:]
        var shardOfEntry: [String: String] = [:]
        for shard in shards {
            let file = try directory.requiredFile(shard, mapped: true)
            for (name, entry) in try format.read(file, label: directory.path(of: shard)) {
                if let other = shardOfEntry.updateValue(shard, forKey: name) {
                    throw .malformed(file: label, reason: "tensor \(name) is in two shards, \(other) and \(shard)")
                }
                entries[name] = entry
            }
        }
        for (tensor, shard) in shardOfTensor.sorted(by: { $0.key < $1.key }) where shardOfEntry[tensor] != shard {
            throw .malformed(file: label, reason: "tensor \(tensor) is listed in \(shard), which does not have it")
        }
        return entries
    }
}

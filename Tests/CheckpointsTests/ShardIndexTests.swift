import Checkpoints
import TestSupport
import Testing

struct ShardIndexTests {
    private func shard(_ names: String...) -> [UInt8] {
        var builder = SafetensorsBuilder()
        for name in names { builder.add(name, shape: [1], floats: [1]) }
        return builder.bytes()
    }

    private func files(index: String, _ shards: [String: [UInt8]]) -> [String: [UInt8]] {
        shards.merging(["model.safetensors.index.json": Array(index.utf8)]) { $1 }
    }

    @Test func tensorsOfAllShardsAreFound() throws {
        let index = #"{"metadata":{"total_size":8},"weight_map":{"a":"1.safetensors","b":"2.safetensors"}}"#
        try withCheckpoint(of: files(index: index, ["1.safetensors": shard("a"), "2.safetensors": shard("b")])) {
            #expect($0.names == ["a", "b"])
            #expect($0["a"] != nil && $0["b"] != nil)
        }
    }

    @Test func aSingleFileComesBeforeTheIndex() throws {
        try withCheckpoint(of: files(index: "not read", ["model.safetensors": shard("a")])) {
            #expect($0.names == ["a"])
        }
    }

    @Test func aMissingShardIsAnError() {
        let index = #"{"weight_map":{"a":"1.safetensors","b":"2.safetensors"}}"#
        #expect(throws: CheckpointError.missingFile(name: "2.safetensors", directory: "test")) {
            try withCheckpoint(of: files(index: index, ["1.safetensors": shard("a")])) { _ in }
        }
    }

    @Test func aShardOutsideTheDirectoryIsRefused() {
        #expect(
            throws: CheckpointError.unreadable(path: "test/../1.safetensors", reason: "this is not a plain file name")
        ) { try withCheckpoint(of: files(index: #"{"weight_map":{"a":"../1.safetensors"}}"#, [:])) { _ in } }
    }

    @Test(arguments: [
        ("{}", "it has no object \"weight_map\""),
        (#"{"weight_map":[]}"#, "it has no object \"weight_map\""),
        (#"{"weight_map":{"a":1}}"#, "weight_map[\"a\"] is 1, not a file name"),
        (
            #"{"weight_map":{"a":"1.safetensors","c":"1.safetensors"}}"#,
            "tensor c is listed in 1.safetensors, which does not have it"
        ),
        (
            #"{"weight_map":{"a":"1.safetensors","b":"2.safetensors"}}"#,
            "tensor a is in two shards, 1.safetensors and 2.safetensors"
        ),
        (#"{"weight_map":"#, "the text ends before the JSON is complete (line 1, column 15, byte 14)"),
    ])
    func aWrongIndexIsRefused(index: String, reason: String) {
        let shards = ["1.safetensors": shard("a"), "2.safetensors": shard("a", "b")]
        #expect(throws: CheckpointError.malformed(file: "test/model.safetensors.index.json", reason: reason)) {
            try withCheckpoint(of: files(index: index, shards)) { _ in }
        }
    }
}

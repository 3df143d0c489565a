import Checkpoints
import Tensors
import TestSupport
import Testing
import Transformer

/// Tables of tied vectors are found wherever transformers finds them, and held once.
@Suite struct TiedTablesTests {
    private let tied: [TableName] = [.shared, .head, .decoder, .encoder]

    private func reader(_ tables: [(TableName, [Float])]) throws -> WeightReader {
        var file = SafetensorsBuilder()
        for (name, numbers) in tables { file.add(name.rawValue + ".weight", shape: [2, 1], floats: numbers) }
        let directory = try TemporaryDirectory()
        try directory.write("model.safetensors", file.bytes())
        // What is mapped outlives the file's name.
        return try withExtendedLifetime(directory) {
            try WeightReader(Checkpoint(directory: ModelDirectory(path: directory.path)))
        }
    }

    private func read(_ weights: WeightReader) throws -> [[Float]] {
        var tables = TiedTables(model: weights, head: weights, hiddenSize: 1)
        return try [TableName.encoder, .decoder, .head].map { name in
            try tables.table(name, or: tied, vocabularySize: 2).array()
        }
    }

    @Test(arguments: [TableName.shared, .encoder, .decoder, .head])
    func anyNameServesForAll(_ stored: TableName) throws {
        let weights = try reader([(stored, [1, 2])])
        #expect(try read(weights) == [[1, 2], [1, 2], [1, 2]])
        #expect(weights.parameterCount == 2)
    }

    @Test func ownTablesAreTakenThoughTheyShouldBeTied() throws {
        let weights = try reader([(.shared, [1, 2]), (.decoder, [3, 4]), (.head, [5, 6])])
        #expect(try read(weights) == [[1, 2], [3, 4], [5, 6]])
    }

    /// Without a shared table, transformers ties what is missing to the head first.
    @Test func headComesBeforeTheOtherStack() throws {
        #expect(try read(reader([(.decoder, [3, 4]), (.head, [5, 6])])) == [[5, 6], [3, 4], [5, 6]])
    }

    @Test func repeatedTablesAreOne() throws {
        let weights = try reader([(.shared, [1, 2]), (.encoder, [1, 2]), (.decoder, [1, 2]), (.head, [1, 3])])
        #expect(try read(weights) == [[1, 2], [1, 2], [1, 3]])
        #expect(weights.parameterCount == 4)
        #expect(weights.unusedNames == ["shared.weight"])
    }

    @Test func missingTableIsNamed() throws {
        let weights = try reader([])
        var tables = TiedTables(model: weights, head: weights, hiddenSize: 1)
        #expect(throws: ModelError.checkpoint(.missingTensor(name: "lm_head.weight"))) {
            try tables.table(.head, vocabularySize: 2)
        }
        #expect(throws: ModelError.checkpoint(.missingTensor(name: "shared.weight"))) {
            try tables.table(.encoder, or: tied, vocabularySize: 2)
        }
    }
}

import Checkpoints
import Tensors
import TestSupport
import Testing
import Transformer

/// Tables of tied vectors are found wherever transformers finds them, and held once.
@Suite struct TiedTablesTests {
    private let tied: [TableName] = [.shared, .head, .decoder, .encoder]

    private func reader(
        _ tables: [(TableName, [Float])], packing weightType: WeightType = .float32
    ) throws -> WeightReader {
        var file = SafetensorsBuilder()
        for (name, numbers) in tables { file.add(name.rawValue + ".weight", shape: [2, 1], floats: numbers) }
        let directory = try TemporaryDirectory()
        try directory.write("model.safetensors", file.bytes())
        // What is open outlives the file's name.
        return try withExtendedLifetime(directory) {
            try WeightReader(Checkpoint(directory: ModelDirectory(path: directory.path)), packing: weightType)
        }
    }

    private func read(_ weights: WeightReader) throws -> [[Float]] {
        var tables = TiedTables(model: weights, head: weights, hiddenSize: 1)
        let head = try tables.packedHead(or: tied, vocabularySize: 2, bias: nil)
        let stacks = try [TableName.encoder, .decoder].map { name in
            try tables.table(name, or: tied, vocabularySize: 2).vectors(of: [0, 1], scale: 1).array()
        }
        return stacks + [head.rows([0, 1], scale: 1).array()]
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
            try tables.packedHead(vocabularySize: 2, bias: nil)
        }
        #expect(throws: ModelError.checkpoint(.missingTensor(name: "shared.weight"))) {
            try tables.table(.encoder, or: tied, vocabularySize: 2)
        }
    }

    /// The vectors of a tied vocabulary are most of a small model.
    @Test(arguments: WeightType.allCases)
    func tiedVectorsAreHeldOnceUnlessTheHeadIsInt8(_ type: WeightType) throws {
        let weights = try reader([(.shared, [1.25, -2])], packing: type)
        var tables = TiedTables(model: weights, head: weights, hiddenSize: 1)
        let head = try tables.packedHead(or: tied, vocabularySize: 2, bias: nil)
        let headBytes = weights.heldBytes
        #expect(headBytes == head.byteCount)
        for name in [TableName.encoder, .decoder] {
            let table = try tables.table(name, or: tied, vocabularySize: 2)
            #expect(table.vectors(of: [1, 0, 1], scale: 2).array() == [-4, 2.5, -4])
        }
        // Two numbers of bfloat16 beside the head's integers.
        #expect(weights.heldBytes == headBytes + (type == .int8 ? 4 : 0))
    }
}

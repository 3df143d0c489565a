private import Checkpoints
private import JSON
package import Tensors

/// Writes a model directory whose weights are as loading with a number type makes them.
package struct ModelQuantizer {
    private let directory: ModelDirectory
    private let path: String
    /// Where the model is in the directory, with a slash at its end; "" for the directory itself.
    private let modelPath: String
    private let type: WeightType
    private let checkpoint: Checkpoint
    private let pieces: [Piece]

    /// Of the written file, in its order.
    private struct Piece {
        let declaration: SafetensorsWriter.Declaration
        let source: StoredTensor
        let form: Form
    }

    private enum Form {
        case asStored, bfloat16, integers
        /// Of the tensor whose integers stand before.
        case scales
    }

    /// Finds out what the model's family makes of each tensor.
    /// - path: of a model directory that can be served
    /// - type: bfloat16 or int8
    package init(path: String, as type: WeightType) throws(ModelError) {
        precondition(type != .float32, "float32 is not a quantisation")
        self.path = path
        self.type = type
        let document: JSONDocument
        do throws(CheckpointError) {
            let root = try ModelDirectory(path: path)
            (directory, modelPath) = TransformerModule.place(in: root)
            document = try directory.requiredDocument("config.json")
            checkpoint = try Checkpoint(directory: directory)
        } catch {
            throw .checkpoint(error)
        }
        let configuration = try ModelConfiguration(document.root)
        guard configuration.value(QuantizationMark.key) == nil else {
            throw .configuration(key: QuantizationMark.key, message: "is there: the weights are quantised already")
        }
        let reader = WeightReader(checking: checkpoint, packing: type)
        _ = try ModelFamilies.family(of: configuration).build(configuration, weights: reader)
        if let problem = reader.problems.first { throw problem }
        pieces = Self.pieces(of: checkpoint, reader.uses, as: type)
    }

    private static func pieces(of checkpoint: Checkpoint, _ uses: WeightUses, as type: WeightType) -> [Piece] {
        var pieces: [Piece] = []
        func add(_ name: String, _ stored: StoredType, _ shape: [Int], _ source: StoredTensor, _ form: Form) {
            let declaration = SafetensorsWriter.Declaration(name: name, type: stored, shape: shape)
            pieces.append(Piece(declaration: declaration, source: source, form: form))
        }
        let needed = uses.needed
        for name in checkpoint.names where needed.contains(name) {
            guard let source = checkpoint[name] else { continue }
            // A copy that is kept is used as its original is.
            let isCopy = !uses.read.contains(name)
            let isPacked = uses.packed.contains(name) || isCopy
            let isTable = uses.tables.contains(name) || isCopy
            let quantized = QuantizedNames(of: name)
            switch type {
            case .int8 where isPacked:
                add(quantized.integers, .int8, source.shape, source, .integers)
                add(quantized.scales, .float32, [source.shape.first ?? 0], source, .scales)
                if isTable { add(name, .bfloat16, source.shape, source, .bfloat16) }
            case _ where isPacked || isTable: add(name, .bfloat16, source.shape, source, .bfloat16)
            default: add(name, source.type, source.shape, source, .asStored)
            }
        }
        // The larger types first; of equals, in the order of the names.
        return pieces.enumerated().sorted {
            let (left, right) = ($0.element.declaration.type.byteCount, $1.element.declaration.type.byteCount)
            return left == right ? $0.offset < $1.offset : left > right
        }.map(\.element)
    }

    /// Bytes of the tensors that are written.
    package var byteCount: Int { pieces.reduce(0) { $0 + $1.declaration.byteCount } }

    /// Writes the directory: the quantised weights, the configuration with its mark, and all other files but those of weights.
    /// - output: of no directory, or of an empty one. It gets its name when it is complete and found to be servable.
    package func write(to output: String) throws(ModelError) {
        do throws(CheckpointError) {
            let writer = try DirectoryWriter(creating: output)
            try writer.copy(path) { file in
                guard file.hasPrefix(modelPath) else { return false }
                let name = String(file.dropFirst(modelPath.count))
                return name == "config.json" || Self.isWeights(name)
            }
            try writeConfiguration(to: writer)
            try writeWeights(to: writer)
            let inspection = ModelInspection(directory: TransformerModule.place(in: try writer.written()).directory)
            if let problem = (inspection.configurationProblems + inspection.weightProblems).first {
                throw .unwritable(path: output, reason: "what was written could not be served: \(problem)")
            }
            try writer.finish()
        } catch {
            throw .checkpoint(error)
        }
    }

    /// Of this or another framework.
    private static func isWeights(_ name: String) -> Bool {
        let isShardOrIndex = ["model", "pytorch_model", "tf_model", "flax_model"].contains { name.hasPrefix($0) }
        let kinds = [".safetensors", ".bin", ".h5", ".msgpack", ".index.json"]
        guard !name.contains("/") else { return false }
        return (isShardOrIndex && kinds.contains { name.hasSuffix($0) }) || name == "rust_model.ot"
    }

    private func writeConfiguration(to writer: DirectoryWriter) throws(CheckpointError) {
        let document = try directory.requiredFile("config.json").withBytes { [UInt8]($0) }
        guard let marked = QuantizationMark.marked(document, as: type) else {
            throw .malformed(file: "config.json", reason: "it is not a JSON object")
        }
        try writer.write(modelPath + "config.json", marked)
    }

    private func writeWeights(to writer: DirectoryWriter) throws(CheckpointError) {
        let file = try writer.safetensors(modelPath + "model.safetensors", pieces.map(\.declaration))
        for piece in pieces { try write(piece, to: file) }
        try file.finish()
    }

    private func write(_ piece: Piece, to file: SafetensorsWriter) throws(CheckpointError) {
        guard piece.source.elementCount > 0 else { return }
        guard piece.form != .asStored else { return try copy(piece.source, to: file) }
        // Whatever is packed or looked up by rows has two dimensions.
        let (rowCount, rowSize) = (piece.source.shape[0], piece.source.shape[1])
        let numbers = try piece.source.numbers(Shape(rowCount, rowSize))
        let step = max(1, Self.pieceSize / rowSize)
        let width = piece.form == .bfloat16 ? 2 : 1
        let space = UnsafeMutableRawBufferPointer.allocate(byteCount: step * rowSize * width, alignment: 64)
        let scales = UnsafeMutableBufferPointer<Float>.allocate(capacity: rowCount)
        defer {
            space.deallocate()
            scales.deallocate()
        }
        for first in stride(from: 0, to: rowCount, by: step) {
            let rows = first..<min(rowCount, first + step)
            let bytes = UnsafeMutableRawBufferPointer(rebasing: space[..<(rows.count * rowSize * width)])
            do throws(StoredNumbersError) {
                if piece.form == .bfloat16 {
                    try numbers.round(numbers: first * rowSize..<rows.upperBound * rowSize, into: bytes)
                } else {
                    try numbers.quantize(
                        rows: rows, integers: bytes, scales: UnsafeMutableBufferPointer(rebasing: scales[rows]))
                }
            } catch {
                throw error.checkpointError(of: piece.source.name)
            }
            if piece.form != .scales { try file.write(UnsafeRawBufferPointer(bytes)) }
        }
        if piece.form == .scales { try file.write(UnsafeRawBufferPointer(scales)) }
    }

    private func copy(_ source: StoredTensor, to file: SafetensorsWriter) throws(CheckpointError) {
        let (stored, start) = try source.rowMajor()
        let count = source.elementCount * source.type.byteCount
        let space = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceSize, alignment: 64)
        defer { space.deallocate() }
        for offset in stride(from: 0, to: count, by: Self.pieceSize) {
            let bytes = UnsafeMutableRawBufferPointer(rebasing: space[..<min(Self.pieceSize, count - offset)])
            guard stored.read(at: start + offset, into: bytes) else { throw .unreadableTensor(name: source.name) }
            try file.write(UnsafeRawBufferPointer(bytes))
        }
    }

    /// Numbers that are read at a time.
    private static let pieceSize = 1 << 20
}

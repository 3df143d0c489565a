package import Checkpoints
private import Synchronization
package import Tensors

/// Reads weights by name under a scope, so that a layer names only its own leaves: `scoped("self_attn").linear("q_proj", …)`.
///
/// Every tensor's presence, type and shape are checked; an error names the tensor in full.
package struct WeightReader: Sendable {
    private let checkpoint: Checkpoint
    private let weightType: WeightType
    private let prefix: String
    private let log: ReadingLog
    /// Only names, types and shapes: what is wrong is noted, and stood in for, rather than thrown.
    private let onlyChecks: Bool

    /// - weightType: how linear layers are packed; all else is float32.
    package init(_ checkpoint: Checkpoint, packing weightType: WeightType = .float32) {
        self.init(checkpoint, weightType, prefix: "", log: ReadingLog(), onlyChecks: false)
    }

    /// Finds everything that is wrong with a checkpoint, in `problems`, without holding it: its tensors are hollow.
    package init(checking checkpoint: Checkpoint, packing weightType: WeightType = .float32) {
        self.init(checkpoint, weightType, prefix: "", log: ReadingLog(), onlyChecks: true)
    }

    private init(
        _ checkpoint: Checkpoint, _ weightType: WeightType, prefix: String, log: ReadingLog, onlyChecks: Bool
    ) {
        self.checkpoint = checkpoint
        self.weightType = weightType
        self.prefix = prefix
        self.log = log
        self.onlyChecks = onlyChecks
    }

    package func scoped(_ name: String) -> WeightReader {
        WeightReader(checkpoint, weightType, prefix: fullName(name) + ".", log: log, onlyChecks: onlyChecks)
    }

    /// The scope of the base model, whose names stand under a prefix in a checkpoint of a model with a head ("bert.encoder.…")
    /// and without one in a checkpoint of the bare model ("encoder.…"), as transformers' `base_model_prefix` has it.
    ///
    /// The whole checkpoint decides: it is the first candidate that any tensor is under, or else the last, which errors then name.
    /// - candidates: such as `["bert", ""]`; "" stands for this scope itself.
    package func rooted(at candidates: [String]) -> WeightReader {
        let found = candidates.first { candidate in
            candidate.isEmpty || checkpoint.hasNames(beginning: fullName(candidate) + ".")
        }
        guard let root = found ?? candidates.last, !root.isEmpty else { return self }
        return scoped(root)
    }

    /// As it is, or quantised.
    package func contains(_ name: String) -> Bool {
        let full = fullName(name)
        return checkpoint.contains(full) || checkpoint.contains(QuantizedNames(of: full).integers)
    }

    /// The tensor as float32.
    /// - isFinite: whether infinities and NaN are an error
    package func tensor(_ name: String, _ shape: Shape, isFinite: Bool = true) throws(ModelError) -> Tensor {
        let tensor = try read(name, shape, isFinite: isFinite)
        log.hold(tensor)
        return tensor
    }

    /// The tensor where it is stored: for what is packed, or looked up row by row.
    package func weights(_ name: String, _ shape: Shape) throws(ModelError) -> StoredWeights {
        let full = fullName(name)
        do {
            let quantized = try quantized(full, shape)
            var numbers: StoredNumbers?
            if quantized == nil || checkpoint.contains(full) { numbers = try stored(name, shape) }
            return StoredWeights(name: full, shape: shape, numbers: numbers, quantized: quantized)
        } catch {
            guard onlyChecks else { throw error }
            log.note(error)
            return StoredWeights(name: full, shape: shape, numbers: StoredNumbers(hollow: shape))
        }
    }

    /// The integers and scales of a tensor that heed has quantised; nil when it has not.
    private func quantized(_ full: String, _ shape: Shape) throws(ModelError) -> StoredNumbers? {
        let names = QuantizedNames(of: full)
        do throws(CheckpointError) {
            guard checkpoint.contains(names.integers) else {
                guard !checkpoint.contains(names.scales) else {
                    throw .quantized(name: full, reason: "there are scales, \(names.scales), but no \(names.integers)")
                }
                return nil
            }
            guard checkpoint.contains(names.scales) else {
                throw .quantized(name: full, reason: "there is \(names.integers), but no \(names.scales)")
            }
            let integers = try checkpoint.tensor(names.integers, .int8, shape.dimensions)
            let scales = try checkpoint.tensor(names.scales, .float32, [shape[0]])
            // Of a tensor that is there in both forms, the integers are no parameters of their own.
            if checkpoint.contains(full) { log.insertCopy(names.integers) } else { log.insert(names.integers) }
            log.insertCopy(names.scales)
            guard !onlyChecks else { return StoredNumbers(hollow: shape) }
            let (bytes, place) = try integers.place()
            return StoredNumbers(integers: shape, scales: try scales.scales(), at: place, owner: bytes)
        } catch {
            throw .checkpoint(error)
        }
    }

    private func read(_ name: String, _ shape: Shape, isFinite: Bool = true) throws(ModelError) -> Tensor {
        let numbers: StoredNumbers
        do {
            numbers = try stored(name, shape)
        } catch {
            guard onlyChecks else { throw error }
            log.note(error)
            return Tensor(hollow: shape)
        }
        do {
            return try Tensor(numbers, allowing: isFinite ? .finite : .any)
        } catch {
            throw .checkpoint(error.checkpointError(of: fullName(name)))
        }
    }

    /// A tensor that has this shape and a type that weights can have.
    private func stored(_ name: String, _ shape: Shape) throws(ModelError) -> StoredNumbers {
        do throws(CheckpointError) {
            let stored = try checkpoint.tensor(fullName(name))
            guard stored.shape == shape.dimensions else {
                throw .wrongShape(name: stored.name, expected: shape.dimensions, found: stored.shape)
            }
            guard stored.type.isOfWeights else {
                throw .unsupportedType(name: stored.name, type: stored.type.rawValue)
            }
            log.insert(stored.name)
            return onlyChecks ? StoredNumbers(hollow: shape) : try stored.numbers(shape)
        } catch {
            throw .checkpoint(error)
        }
    }

    /// nil when the checkpoint does not have it.
    package func optionalTensor(_ name: String, _ shape: Shape) throws(ModelError) -> Tensor? {
        contains(name) ? try tensor(name, shape) : nil
    }

    /// `name.weight` [outputs, inputs] and `name.bias` [outputs].
    package func linear(
        _ name: String, inputs: Int, outputs: Int, bias: Bool = true
    ) throws(ModelError) -> LinearLayer {
        let weights = try weights(name + ".weight", Shape(outputs, inputs))
        return LinearLayer(
            weights: weights, bias: bias ? try read(name + ".bias", Shape(outputs)) : nil)
    }

    /// A linear layer, packed.
    package func packedLinear(
        _ name: String, inputs: Int, outputs: Int, bias: Bool = true
    ) throws(ModelError) -> PackedMatrix {
        let layer = try linear(name, inputs: inputs, outputs: outputs, bias: bias)
        return try packed([layer])
    }

    /// Linear layers with the same inputs, packed side by side.
    package func packed(_ layers: [LinearLayer]) throws(ModelError) -> PackedMatrix {
        let inputs = layers.first?.weights.shape.last ?? 0
        guard weightType != .int8 || inputs <= PackedMatrix.mostQuantizedInputs else {
            throw .tooWideForInt8(inputs: inputs, limit: PackedMatrix.mostQuantizedInputs)
        }
        var sources: [(weights: StoredNumbers, bias: Tensor?)] = []
        for layer in layers {
            sources.append((try layer.weights.packable(as: weightType), layer.bias))
            log.note(packed: layer.weights.name)
        }
        do {
            let matrix = try PackedMatrix(reading: sources, as: weightType)
            log.hold(bytes: matrix.byteCount)
            return matrix
        } catch {
            throw layers[error.layer].weights.error(error.reason)
        }
    }

    /// Vectors of tokens, [vocabularySize, size]: as float32 where linear layers are, else as bfloat16.
    package func table(_ weights: StoredWeights) throws(ModelError) -> TokenTable {
        log.note(table: weights.name)
        guard let numbers = weights.numbers else { throw .checkpoint(.missingTensor(name: weights.name)) }
        do {
            let table = try RowTable(numbers, as: weightType == .float32 ? .float32 : .bfloat16)
            log.hold(bytes: table.byteCount)
            return .rows(table)
        } catch {
            throw weights.error(error)
        }
    }

    /// A tensor that is computed, not read, counts among what the model holds.
    package func hold(_ tensor: Tensor) { log.hold(tensor) }

    /// `name.weight` and `name.bias`; in checkpoints that were converted from TensorFlow long ago, `name.gamma` and `name.beta`.
    package func layerNorm(_ name: String, size: Int, epsilon: Float = 1e-5) throws(ModelError) -> Norm {
        func leaf(_ current: String, old: String) -> String {
            !contains(current) && contains(old) ? old : current
        }
        return .layer(
            gain: try tensor(leaf(name + ".weight", old: name + ".gamma"), Shape(size)),
            bias: try tensor(leaf(name + ".bias", old: name + ".beta"), Shape(size)), epsilon: epsilon)
    }

    package func rmsNorm(_ name: String, size: Int, epsilon: Float) throws(ModelError) -> Norm {
        .rms(gain: try tensor(name + ".weight", Shape(size)), epsilon: epsilon)
    }

    /// Whether a tensor repeats another one's numbers, as files of tied weights often do. Then it counts as read too, but not as
    /// parameters of its own.
    /// - original: read already, in `reader`'s scope
    package func repeats(
        _ name: String, _ original: String, of reader: WeightReader
    ) throws(ModelError) -> Bool {
        guard let copy = checkpoint[fullName(name)], let read = checkpoint[reader.fullName(original)] else {
            return false
        }
        do {
            guard try copy.hasContent(of: read) else { return false }
        } catch {
            throw .checkpoint(error)
        }
        log.insertCopy(copy.name)
        return true
    }

    /// Of a reader that only checks: missing tensors, and those of wrong shapes and types, in the order in which they were asked for.
    package var problems: [ModelError] { log.problems }

    /// Names of the checkpoint that were read, in order.
    package var usedNames: [String] { log.names.sorted() }
    /// Names of the checkpoint that nothing has read, in order.
    package var unusedNames: [String] {
        let used = log.names
        return checkpoint.names.filter { !used.contains($0) }
    }
    /// Numbers in all tensors that were read.
    package var parameterCount: Int {
        log.originals.reduce(0) { $0 + (checkpoint[$1]?.elementCount ?? 0) }
    }

    /// Notes under which of several names, in the order in which they are looked for, a tied table was found; and that its vectors
    /// are looked up too, if it was packed.
    func note(choice found: String, among candidates: [String]) { log.note(choice: found, among: candidates) }
    func note(table name: String) { log.note(table: name) }

    /// What was made of the checkpoint's tensors so far.
    package var uses: WeightUses { log.uses }

    /// Bytes of all that was made of the weights: packed matrices with their scales and biases, tables, norms, positions.
    package var heldBytes: Int { log.heldBytes }

    func fullName(_ name: String) -> String { prefix + name }
}

/// Which tensors have been read, and what was wrong with others, shared by all scopes of a reader.
private final class ReadingLog: Sendable {
    private struct Entries {
        var originals = Set<String>()
        var copies = Set<String>()
        var problems: [ModelError] = []
        var messages = Set<String>()
        var heldBytes = 0
        var uses = WeightUses()
    }
    private let entries = Mutex(Entries())

    func insert(_ name: String) { entries.withLock { _ = $0.originals.insert(name) } }
    func insertCopy(_ name: String) { entries.withLock { _ = $0.copies.insert(name) } }
    /// A tensor that several layers ask for is noted once.
    func note(_ problem: ModelError) {
        entries.withLock { if $0.messages.insert(problem.description).inserted { $0.problems.append(problem) } }
    }
    func hold(_ tensor: Tensor) { hold(bytes: tensor.isHollow ? 0 : tensor.count * MemoryLayout<Float>.stride) }
    func note(packed name: String) { entries.withLock { _ = $0.uses.packed.insert(name) } }
    func note(table name: String) { entries.withLock { _ = $0.uses.tables.insert(name) } }
    func note(choice found: String, among candidates: [String]) {
        entries.withLock { $0.uses.choices.append((candidates, found)) }
    }
    var uses: WeightUses {
        entries.withLock {
            var uses = $0.uses
            uses.read = $0.originals
            uses.copies = $0.copies
            return uses
        }
    }
    func hold(bytes: Int) { entries.withLock { $0.heldBytes += bytes } }
    var heldBytes: Int { entries.withLock { $0.heldBytes } }
    var originals: Set<String> { entries.withLock { $0.originals } }
    var names: Set<String> { entries.withLock { $0.originals.union($0.copies) } }
    var problems: [ModelError] { entries.withLock { $0.problems } }
}

package import Checkpoints
private import Glibc
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
    package init(checking checkpoint: Checkpoint) {
        self.init(checkpoint, .float32, prefix: "", log: ReadingLog(), onlyChecks: true)
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

    package func contains(_ name: String) -> Bool { checkpoint.contains(fullName(name)) }

    /// The tensor as float32.
    package func tensor(_ name: String, _ shape: Shape) throws(ModelError) -> Tensor {
        guard onlyChecks else {
            let (stored, type) = try stored(name, shape)
            return stored.withBytes { Tensor(shape, converting: $0, from: type) }
        }
        do { _ = try stored(name, shape) } catch { log.note(error) }
        return Tensor(hollow: shape)
    }

    /// A tensor that has this shape and a type that weights can have.
    private func stored(_ name: String, _ shape: Shape) throws(ModelError) -> (StoredTensor, ElementType) {
        let stored: StoredTensor
        do { stored = try checkpoint.tensor(fullName(name)) } catch { throw .checkpoint(error) }
        guard stored.shape == shape.dimensions else {
            throw .checkpoint(.wrongShape(name: stored.name, expected: shape.dimensions, found: stored.shape))
        }
        let type: ElementType
        switch stored.type {
        case .float32: type = .float32
        case .float16: type = .float16
        case .bfloat16: type = .bfloat16
        case .int64: throw .checkpoint(.unsupportedType(name: stored.name, type: stored.type.rawValue))
        }
        log.insert(stored.name)
        return (stored, type)
    }

    /// nil when the checkpoint does not have it.
    package func optionalTensor(_ name: String, _ shape: Shape) throws(ModelError) -> Tensor? {
        contains(name) ? try tensor(name, shape) : nil
    }

    /// `name.weight` [outputs, inputs] and `name.bias` [outputs].
    package func linear(
        _ name: String, inputs: Int, outputs: Int, bias: Bool = true
    ) throws(ModelError) -> (weights: Tensor, bias: Tensor?) {
        let weights = try tensor(name + ".weight", Shape(outputs, inputs))
        return (weights, bias ? try tensor(name + ".bias", Shape(outputs)) : nil)
    }

    /// A linear layer, packed.
    package func packedLinear(
        _ name: String, inputs: Int, outputs: Int, bias: Bool = true
    ) throws(ModelError) -> PackedMatrix {
        let layer = try linear(name, inputs: inputs, outputs: outputs, bias: bias)
        return try packed([layer])
    }

    /// Linear layers with the same inputs, packed side by side.
    package func packed(_ layers: [(weights: Tensor, bias: Tensor?)]) throws(ModelError) -> PackedMatrix {
        let inputs = layers.first?.weights.shape.last ?? 0
        guard weightType != .int8 || inputs <= PackedMatrix.mostQuantizedInputs else {
            throw .tooWideForInt8(inputs: inputs, limit: PackedMatrix.mostQuantizedInputs)
        }
        return PackedMatrix(stacking: layers, as: weightType)
    }

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
    package func repeats(_ name: String, _ original: String, of reader: WeightReader) -> Bool {
        guard let copy = checkpoint[fullName(name)], let read = checkpoint[reader.fullName(original)],
            copy.hasContent(of: read)
        else { return false }
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

    private func fullName(_ name: String) -> String { prefix + name }
}

/// Which tensors have been read, and what was wrong with others, shared by all scopes of a reader.
private final class ReadingLog: Sendable {
    private struct Entries {
        var originals = Set<String>()
        var copies = Set<String>()
        var problems: [ModelError] = []
        var messages = Set<String>()
    }
    private let entries = Mutex(Entries())

    func insert(_ name: String) { entries.withLock { _ = $0.originals.insert(name) } }
    func insertCopy(_ name: String) { entries.withLock { _ = $0.copies.insert(name) } }
    /// A tensor that several layers ask for is noted once.
    func note(_ problem: ModelError) {
        entries.withLock { if $0.messages.insert(problem.description).inserted { $0.problems.append(problem) } }
    }
    var originals: Set<String> { entries.withLock { $0.originals } }
    var names: Set<String> { entries.withLock { $0.originals.union($0.copies) } }
    var problems: [ModelError] { entries.withLock { $0.problems } }
}

extension StoredTensor {
    /// Whether both have the same numbers in the same type, at the same place of a file perhaps.
    fileprivate func hasContent(of other: StoredTensor) -> Bool {
        guard type == other.type, shape == other.shape else { return false }
        if file === other.file && byteOffset == other.byteOffset && strides == other.strides { return true }
        return withBytes { bytes in
            other.withBytes { others in
                guard let start = bytes.baseAddress, let otherStart = others.baseAddress else { return true }
                return memcmp(start, otherStart, bytes.count) == 0
            }
        }
    }
}

package import Tensors

/// Where a checkpoint of an encoder–decoder model keeps its tables of token vectors.
package enum TableName: String, Sendable {
    case shared = "shared"
    case encoder = "encoder.embed_tokens"
    case decoder = "decoder.embed_tokens"
    /// The weights of the final linear layer.
    case head = "lm_head"
}

/// Reads the tables of token vectors of an encoder–decoder model, and the final linear layer. Tied ones are stored once, under
/// whichever of their names; one that is stored under its own name is taken from there, as transformers does when a file contradicts
/// its configuration. Whatever is tied is held once.
package struct TiedTables {
    private let model: WeightReader
    private let head: WeightReader
    private let hiddenSize: Int
    private var found: [TableName: StoredWeights] = [:]
    /// By the full names of what they were made of.
    private var held: [String: TokenTable] = [:]

    /// - model: the scope of the base model, which has all tables but the head's
    /// - head: the scope of the head
    package init(model: WeightReader, head: WeightReader, hiddenSize: Int) {
        self.model = model
        self.head = head
        self.hiddenSize = hiddenSize
    }

    /// The final linear layer. To be asked for before the tables that it may be.
    /// - others: what its weights are tied to, in the order of preference
    /// - bias: [vocabularySize]
    package mutating func packedHead(
        or others: [TableName] = [], vocabularySize: Int, bias: Tensor?
    ) throws(ModelError) -> PackedMatrix {
        let weights = try stored(.head, or: others, vocabularySize: vocabularySize)
        let packed = try head.packed([LinearLayer(weights: weights, bias: bias)])
        if packed.hasReadableRows { held[weights.name] = .head(packed) }
        return packed
    }

    /// The table of a stack.
    /// - others: what it is tied to, in the order of preference
    package mutating func table(
        _ name: TableName, or others: [TableName] = [], vocabularySize: Int
    ) throws(ModelError) -> TokenTable {
        let weights = try stored(name, or: others, vocabularySize: vocabularySize)
        model.note(table: weights.name)
        if let table = held[weights.name] { return table }
        let table = try model.table(weights)
        held[weights.name] = table
        return table
    }

    /// The first of the names that is stored, [vocabularySize, hiddenSize].
    private mutating func stored(
        _ name: TableName, or others: [TableName], vocabularySize: Int
    ) throws(ModelError) -> StoredWeights {
        let candidates = [name] + others.filter { $0 != name }
        let weights = try find(candidates, among: others, Shape(vocabularySize, hiddenSize))
        model.note(choice: weights.name, among: candidates.map { reader(of: $0).fullName(leaf($0)) })
        return weights
    }

    private mutating func find(
        _ candidates: [TableName], among others: [TableName], _ shape: Shape
    ) throws(ModelError) -> StoredWeights {
        let stored = candidates.first { reader(of: $0).contains(leaf($0)) } ?? others.first ?? candidates[0]
        if let known = found[stored] { return known }
        if let original = try copied(stored, shape, among: others) { return original }
        let weights = try reader(of: stored).weights(leaf(stored), shape)
        found[stored] = weights
        return weights
    }

    /// A table that has been found already under another name: files may store tied ones several times, and memory should not.
    private func copied(
        _ name: TableName, _ shape: Shape, among others: [TableName]
    ) throws(ModelError) -> StoredWeights? {
        for other in others {
            guard let known = found[other], known.shape == shape else { continue }
            if try reader(of: name).repeats(leaf(name), leaf(other), of: reader(of: other)) { return known }
        }
        return nil
    }

    private func leaf(_ name: TableName) -> String { name.rawValue + ".weight" }

    private func reader(of name: TableName) -> WeightReader { name == .head ? head : model }
}

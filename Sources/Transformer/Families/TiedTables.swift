package import Tensors

/// Where a checkpoint of an encoder–decoder model keeps its tables of token vectors.
package enum TableName: String, Sendable {
    case shared = "shared"
    case encoder = "encoder.embed_tokens"
    case decoder = "decoder.embed_tokens"
    /// The weights of the final linear layer.
    case head = "lm_head"
}

/// Reads the tables of token vectors of an encoder–decoder model. Tied ones are stored once, under whichever of their names; one
/// that is stored under its own name is taken from there, as transformers does when a file contradicts its configuration.
package struct TiedTables {
    private let model: WeightReader
    private let head: WeightReader
    private let hiddenSize: Int
    private var read: [TableName: Tensor] = [:]

    /// - model: the scope of the base model, which has all tables but the head's
    /// - head: the scope of the head
    package init(model: WeightReader, head: WeightReader, hiddenSize: Int) {
        self.model = model
        self.head = head
        self.hiddenSize = hiddenSize
    }

    /// The first of the names that is stored.
    /// - others: what the table is tied to, in the order of preference
    /// - Returns: [vocabularySize, hiddenSize]
    package mutating func table(
        _ name: TableName, or others: [TableName] = [], vocabularySize: Int
    ) throws(ModelError) -> Tensor {
        let candidates = [name] + others.filter { $0 != name }
        let stored = candidates.first { reader(of: $0).contains(weights($0)) }
        let found = stored ?? others.first ?? name
        let shape = Shape(vocabularySize, hiddenSize)
        if let known = read[found] ?? copied(found, shape, among: others) { return known }
        let table = try reader(of: found).tensor(weights(found), shape)
        read[found] = table
        return table
    }

    /// A table that has been read already under another name: files may store tied ones several times, and memory should not.
    private func copied(_ name: TableName, _ shape: Shape, among others: [TableName]) -> Tensor? {
        for other in others {
            if let known = read[other], known.shape == shape,
                reader(of: name).repeats(weights(name), weights(other), of: reader(of: other))
            {
                return known
            }
        }
        return nil
    }

    private func weights(_ name: TableName) -> String { name.rawValue + ".weight" }

    private func reader(of name: TableName) -> WeightReader { name == .head ? head : model }
}

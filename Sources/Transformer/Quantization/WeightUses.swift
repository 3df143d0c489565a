/// What a family made of each tensor of a checkpoint, by the tensors' full names.
package struct WeightUses: Sendable {
    /// Weights of linear layers.
    package internal(set) var packed = Set<String>()
    /// Vectors, looked up row by row.
    package internal(set) var tables = Set<String>()
    /// All that was read, these among them.
    package internal(set) var read = Set<String>()
    /// What repeats another tensor, and was not read.
    package internal(set) var copies = Set<String>()
    /// Which of several names each of the tied tables was found under.
    package internal(set) var choices: [(candidates: [String], found: String)] = []

    /// The tensors without which the family would not find the same again: what it read, and those copies that stand before their
    /// originals in the order in which it looks.
    var needed: Set<String> {
        var needed = read
        for choice in choices where choice.candidates.first(where: needed.contains) != choice.found {
            needed.formUnion(choice.candidates.prefix { $0 != choice.found }.filter(copies.contains))
        }
        return needed
    }
}

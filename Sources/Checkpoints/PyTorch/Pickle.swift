/// The values of one pickle. They refer to each other by number, so that neither depth nor cycles cost anything to hold or to free.
struct Pickle {
    /// The number of a value.
    typealias Reference = Int32

    enum Value {
        case none
        case boolean(Bool)
        case integer(Int)
        /// One of more than 64 bits: its bytes, little-endian.
        case largeInteger([UInt8])
        case real(Double)
        case text(String)
        case tuple([Reference])
        /// In `lists`
        case list(Int)
        /// A dict or an OrderedDict, in `dictionaries`
        case dictionary(Int)
        case global(PickleGlobal)
        /// In `storages`
        case storage(Int)
        /// A tensor or a parameter, in `tensors`
        case tensor(Int)
    }

    /// What a pickle says of a storage, whose bytes are elsewhere in the file.
    struct Storage {
        /// nil: bytes without a type
        let type: PyTorchType?
        /// What the file knows it by.
        let key: String
        let elementCount: Int
        let byteCount: Int
    }

    /// What a pickle says of a tensor, not checked yet.
    struct Tensor {
        let type: PyTorchType
        /// In `storages`
        let storage: Int
        /// Of its first element, in elements.
        let offset: Int
        let shape: [Int]
        /// In elements, one for each dimension.
        let strides: [Int]
    }

    private var values: [Value] = []
    private(set) var storages: [Storage] = []
    private(set) var tensors: [Tensor] = []
    private var lists: [[Reference]] = []
    private var dictionaries: [[(key: Reference, value: Reference)]] = []
    /// What the pickle is of.
    var root: Reference = 0

    subscript(reference: Reference) -> Value { values[Int(reference)] }

    /// Elements of a tuple or a list; nil of any other value.
    func elements(of reference: Reference) -> [Reference]? {
        switch self[reference] {
        case .tuple(let elements): elements
        case .list(let list): lists[list]
        default: nil
        }
    }

    /// Members of a dictionary in the order in which they were set; nil of any other value.
    func members(of reference: Reference) -> [(key: Reference, value: Reference)]? {
        guard case .dictionary(let dictionary) = self[reference] else { return nil }
        return dictionaries[dictionary]
    }

    func text(_ reference: Reference) -> String? {
        guard case .text(let text) = self[reference] else { return nil }
        return text
    }

    func integer(_ reference: Reference) -> Int? {
        guard case .integer(let integer) = self[reference] else { return nil }
        return integer
    }

    /// The elements of a tuple or a list of as many integers as a tensor may have dimensions.
    func sizes(_ reference: Reference) -> [Int]? {
        guard let elements = elements(of: reference), elements.count <= StoredTensor.rankLimit else { return nil }
        let sizes = elements.compactMap { integer($0) }
        return sizes.count == elements.count ? sizes : nil
    }

    /// The first member of a dictionary under a text.
    func member(_ key: String, of dictionary: Reference) -> Reference? {
        members(of: dictionary)?.first { text($0.key) == key }?.value
    }

    /// What a value is, for messages.
    func kind(of reference: Reference) -> String {
        switch self[reference] {
        case .none: "None"
        case .boolean: "a boolean"
        case .integer, .largeInteger: "an integer"
        case .real: "a number"
        case .text: "a text"
        case .tuple: "a tuple"
        case .list: "a list"
        case .dictionary: "a dictionary"
        case .global: "a type or a function"
        case .storage: "a storage"
        case .tensor: "a tensor"
        }
    }
}

// What the machine builds.
extension Pickle {
    mutating func add(_ value: Value) -> Reference {
        values.append(value)
        // A machine's limit of opcodes keeps this far below what a Reference holds.
        return Reference(values.count - 1)
    }

    mutating func addList() -> Reference {
        lists.append([])
        return add(.list(lists.count - 1))
    }

    mutating func addDictionary() -> Reference {
        dictionaries.append([])
        return add(.dictionary(dictionaries.count - 1))
    }

    mutating func add(_ storage: Storage) -> Reference {
        storages.append(storage)
        return add(.storage(storages.count - 1))
    }

    mutating func add(_ tensor: Tensor) -> Reference {
        tensors.append(tensor)
        return add(.tensor(tensors.count - 1))
    }

    /// False when the value is not a list.
    mutating func append(_ elements: some Sequence<Reference>, to reference: Reference) -> Bool {
        guard case .list(let list) = self[reference] else { return false }
        lists[list].append(contentsOf: elements)
        return true
    }

    /// False when the value is not a dictionary.
    mutating func set(_ key: Reference, _ value: Reference, in reference: Reference) -> Bool {
        guard case .dictionary(let dictionary) = self[reference] else { return false }
        dictionaries[dictionary].append((key, value))
        return true
    }
}

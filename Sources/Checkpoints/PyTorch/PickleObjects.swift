// What calling the objects of a pickle means, and what its persistent ids stand for.

extension PickleMachine {
    /// The result of a call: the opcode REDUCE.
    mutating func reduce(
        _ function: Pickle.Reference, arguments: Pickle.Reference
    ) throws(CheckpointError) -> Pickle.Reference {
        guard case .global(let global) = pickle[function] else {
            throw malformed("its pickle calls \(pickle.kind(of: function))")
        }
        guard case .tuple(let arguments) = pickle[arguments] else {
            throw malformed("its pickle calls with \(pickle.kind(of: arguments)) instead of a tuple of arguments")
        }
        switch global {
        case .orderedDictionary:
            guard arguments.isEmpty else { throw wrongArguments("collections.OrderedDict") }
            return pickle.addDictionary()
        case .size:
            guard arguments.count == 1, pickle.sizes(arguments[0]) != nil else { throw wrongArguments("torch.Size") }
            return arguments[0]
        case .rebuildTensor, .rebuildTensorV2, .rebuildTensorV3:
            return pickle.add(try tensor(global, arguments))
        case .rebuildParameter, .rebuildParameterWithState:
            guard let data = arguments.first, case .tensor = pickle[data] else {
                throw wrongArguments("torch._utils._rebuild_parameter")
            }
            return data
        case .elementType, .typedStorage, .untypedStorage:
            throw refused("its pickle calls a type of torch, which tensors do not need")
        }
    }

    /// `_rebuild_tensor(storage, storage_offset, size, stride)`; then, ignored, `requires_grad, backward_hooks`; version 3
    /// then has `dtype`.
    private func tensor(
        _ global: PickleGlobal, _ arguments: [Pickle.Reference]
    ) throws(CheckpointError) -> Pickle.Tensor {
        guard arguments.count >= 4, case .storage(let storage) = pickle[arguments[0]],
            let offset = pickle.integer(arguments[1]), let shape = pickle.sizes(arguments[2]),
            let strides = pickle.sizes(arguments[3])
        else { throw wrongArguments("torch._utils._rebuild_tensor_v2") }
        var type = pickle.storages[storage].type
        if global == .rebuildTensorV3 {
            guard arguments.count >= 7, case .global(.elementType(let argument)) = pickle[arguments[6]] else {
                throw wrongArguments("torch._utils._rebuild_tensor_v3")
            }
            type = argument
        }
        guard let type else { throw malformed("its pickle has a tensor without an element type") }
        return Pickle.Tensor(type: type, storage: storage, offset: offset, shape: shape, strides: strides)
    }

    /// `("storage", class, key, location, element count)`: the opcode BINPERSID. The old format adds what the storage is a view
    /// of: None, since PyTorch 0.4.
    mutating func storage(_ persistentID: Pickle.Reference) throws(CheckpointError) -> Pickle.Reference {
        guard case .tuple(let parts) = pickle[persistentID], (5...6).contains(parts.count),
            pickle.text(parts[0]) == "storage", case .global(let storageClass) = pickle[parts[1]],
            let key = pickle.text(parts[2]), let elementCount = pickle.integer(parts[4]), elementCount >= 0
        else { throw malformed("its pickle has a persistent id that is not of a storage") }
        if parts.count == 6 {
            guard case .none = pickle[parts[5]] else {
                throw refused("its pickle has a storage that is a view of another, as in PyTorch before 0.4")
            }
        }
        let type: PyTorchType?
        switch storageClass {
        case .typedStorage(let elementType): type = elementType
        case .untypedStorage: type = nil
        default: throw malformed("its pickle has a storage of a class that is none")
        }
        let (byteCount, overflow) = elementCount.multipliedReportingOverflow(by: type?.byteCount ?? 1)
        guard !overflow else { throw malformed("its pickle has a storage of \(elementCount) elements") }
        return pickle.add(
            Pickle.Storage(type: type, key: key, elementCount: elementCount, byteCount: byteCount))
    }

    private func wrongArguments(_ function: String) -> CheckpointError {
        malformed("its pickle calls \(function) with arguments that it does not take")
    }
}

/// The tensors of a pickle that is a dictionary of tensors by name, as `model.state_dict()` is.
struct StateDictionary {
    let contents: PyTorchContents
    let file: FileBytes
    /// How messages name the file.
    let label: String

    private var pickle: Pickle { contents.pickle }

    func readEntries() throws(CheckpointError) -> [String: CheckpointEntry] {
        guard let members = pickle.members(of: pickle.root) else {
            throw unreadable("it holds \(pickle.kind(of: pickle.root)), not a dictionary of tensors by name")
        }
        var entries: [String: CheckpointEntry] = [:]
        for (key, value) in members {
            guard let name = pickle.text(key) else {
                throw unreadable("a key of its dictionary is \(pickle.kind(of: key)), not a tensor's name")
            }
            guard case .tensor(let index) = pickle[value] else { throw noTensor(name, value) }
            guard entries.updateValue(try readEntry(name, pickle.tensors[index]), forKey: name) == nil else {
                throw malformed("two tensors have names that are the same text, \(name)")
            }
        }
        return entries
    }

    private func noTensor(_ name: String, _ value: Pickle.Reference) -> CheckpointError {
        let isWrapper = pickle.members(of: value) != nil
        return unreadable(
            "\"\(name)\" in it is \(pickle.kind(of: value)), not a tensor"
                + (isWrapper
                    ? "; if that holds the weights, save it alone: "
                        + "torch.save(torch.load(\"\(label)\")[\"\(name)\"], \"\(label)\")" : ""))
    }

    private func readEntry(_ name: String, _ tensor: Pickle.Tensor) throws(CheckpointError) -> CheckpointEntry {
        let storage = pickle.storages[tensor.storage]
        guard let range = contents.storageRanges[storage.key] else {
            throw malformed("tensor \(name) is in storage \(storage.key), which the file does not have")
        }
        guard range.count == storage.byteCount else {
            throw malformed(
                "storage \(storage.key) has \(range.count) bytes, not the \(storage.byteCount) of its tensors")
        }
        let type = tensor.type
        guard let elementCount = product(of: tensor.shape), let end = endOfElements(of: tensor),
            let endByte = product(of: [end, type.byteCount]), endByte <= range.count,
            let byteCount = product(of: [elementCount, type.byteCount])
        else {
            throw malformed(
                "tensor \(name) has the shape \(tensor.shape), the strides \(tensor.strides) and the offset "
                    + "\(tensor.offset), not all inside its storage of \(range.count) bytes of \(type.code)")
        }
        guard let storedType = StoredType(rawValue: type.code) else {
            return CheckpointEntry(type: type.code, tensor: nil)
        }
        let isRowMajor = isRowMajor(tensor.shape, tensor.strides)
        guard isRowMajor || byteCount <= max(file.count, StateDictionary.expandedLimit) else {
            throw unreadable("tensor \(name) repeats its elements to \(byteCount) bytes, more than the file has")
        }
        return CheckpointEntry(
            type: type.code,
            tensor: StoredTensor(
                name: name, type: storedType, shape: tensor.shape, file: file,
                byteOffset: elementCount == 0 ? range.lowerBound : range.lowerBound + tensor.offset * type.byteCount,
                elementCount: elementCount, strides: isRowMajor ? nil : strides(of: tensor)))
    }

    /// A view that repeats elements may have this many bytes however small the file.
    private static let expandedLimit = 1 << 24

    /// How many elements of its storage a tensor reaches to: one more than the index of its last one, 0 when it has none.
    /// nil when it has no meaning or is more than an Int holds.
    private func endOfElements(of tensor: Pickle.Tensor) -> Int? {
        guard tensor.shape.count == tensor.strides.count, tensor.offset >= 0,
            (tensor.shape + tensor.strides).allSatisfy({ $0 >= 0 })
        else { return nil }
        if tensor.shape.contains(0) { return 0 }
        var end = tensor.offset
        for (size, stride) in zip(tensor.shape, tensor.strides) {
            guard let step = product(of: [size - 1, stride]) else { return nil }
            let (sum, overflow) = end.addingReportingOverflow(step)
            if overflow { return nil }
            end = sum
        }
        let (afterLast, overflow) = end.addingReportingOverflow(1)
        return overflow ? nil : afterLast
    }

    /// Along a dimension of one element nobody walks, so that any stride may be there; 0 stands in for it.
    private func strides(of tensor: Pickle.Tensor) -> [Int] {
        zip(tensor.shape, tensor.strides).map { size, stride in size == 1 ? 0 : stride }
    }

    /// Whether the elements stand one after the other in the order of the indices.
    private func isRowMajor(_ shape: [Int], _ strides: [Int]) -> Bool {
        if shape.contains(0) { return true }
        var expected = 1
        for (size, stride) in zip(shape, strides).reversed() where size != 1 {
            if stride != expected { return false }
            // The product of all sizes is known to fit.
            expected *= size
        }
        return true
    }

    private func malformed(_ reason: String) -> CheckpointError { .malformed(file: label, reason: reason) }
    private func unreadable(_ reason: String) -> CheckpointError { .unreadable(path: label, reason: reason) }
}

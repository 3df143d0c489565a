private import JSON

/// Reads the header of a safetensors file: eight bytes of length (little-endian), that many bytes of JSON, then the tensors' bytes.
///
/// Format: https://huggingface.co/docs/safetensors. Bytes that belong to no tensor are allowed; tensors that share bytes are not.
/// - label: how messages name the file.
func readSafetensors(_ file: FileBytes, label: String) throws(CheckpointError) -> [String: CheckpointEntry] {
    let reader = SafetensorsReader(file: file, label: label)
    return try reader.readEntries()
}

private struct SafetensorsReader {
    let file: FileBytes
    let label: String

    /// The reference implementation's limit.
    private static let headerLimit = 100_000_000
    private static let lengthSize = 8

    func readEntries() throws(CheckpointError) -> [String: CheckpointEntry] {
        let (header, dataStart) = try readHeader()
        guard let members = header.root.members else { throw malformed("the header is not a JSON object") }
        try checkLength(members.map(\.value), dataStart: dataStart)
        var entries: [String: CheckpointEntry] = [:]
        var ranges: [(name: String, range: Range<Int>)] = []
        for (name, description) in members where name != "__metadata__" {
            let (entry, range) = try readEntry(name, description, dataStart: dataStart)
            guard entries.updateValue(entry, forKey: name) == nil else {
                throw malformed("two tensors have names that are the same text, \(name)")
            }
            ranges.append((name, range))
        }
        if let (first, second) = firstOverlap(of: ranges) {
            throw malformed("tensors \(first) and \(second) share bytes")
        }
        return entries
    }

    private func readHeader() throws(CheckpointError) -> (header: JSONDocument, dataStart: Int) {
        let lengthSize = SafetensorsReader.lengthSize
        guard file.count >= lengthSize else {
            throw malformed(
                "it has \(file.count) bytes, less than the \(lengthSize) of the header's length; \(Self.incomplete)")
        }
        let length = file.withBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
        guard length <= SafetensorsReader.headerLimit else {
            throw malformed("the header's length is \(length) bytes, more than \(SafetensorsReader.headerLimit)")
        }
        let dataStart = lengthSize + Int(length)
        guard dataStart <= file.count else {
            throw malformed(
                "it has \(file.count) bytes, but its header alone ends at byte \(dataStart); \(Self.incomplete)")
        }
        do {
            let header = try file.withBytes { bytes throws(JSONError) in
                try JSONDocument(parsing: UnsafeRawBufferPointer(rebasing: bytes[lengthSize..<dataStart]))
            }
            return (header, dataStart)
        } catch {
            throw malformed("the header is not valid JSON: \(error.description)")
        }
    }

    /// A file that was cut off has a sound header, whose tensors end beyond it.
    private func checkLength(_ descriptions: [JSONValue], dataStart: Int) throws(CheckpointError) {
        let ends = descriptions.compactMap {
            $0["data_offsets"]?.elements.flatMap { $0.count == 2 ? $0.last : nil }?.integer
        }
        guard let end = ends.max(), end > file.count - dataStart, end <= Int.max - dataStart else { return }
        throw malformed("it has \(file.count) of \(dataStart + end) bytes; \(Self.incomplete)")
    }

    private static let incomplete = "the download or the copy is incomplete, get the file again"

    /// - Returns: also the tensor's bytes, as offsets in the file.
    private func readEntry(
        _ name: String, _ description: JSONValue, dataStart: Int
    ) throws(CheckpointError) -> (entry: CheckpointEntry, range: Range<Int>) {
        guard let type = description["dtype"]?.string else { throw malformed("tensor \(name) has no \"dtype\"") }
        let shape = try readSizes("shape", of: description, name)
        let offsets = try readSizes("data_offsets", of: description, name)
        let dataCount = file.count - dataStart
        guard offsets.count == 2, offsets[0] <= offsets[1], offsets[1] <= dataCount else {
            throw malformed(
                "tensor \(name) has \(offsets) in \"data_offsets\", not a range of the \(dataCount) bytes of data")
        }
        let byteRange = dataStart + offsets[0]..<dataStart + offsets[1]
        guard let storedType = StoredType(rawValue: type) else {
            return (CheckpointEntry(type: type, tensor: nil), byteRange)
        }
        guard let elementCount = product(of: shape), let byteCount = product(of: [elementCount, storedType.byteCount]),
            byteCount == byteRange.count
        else {
            throw malformed("tensor \(name) has the shape \(shape) of \(type), but \(byteRange.count) bytes of data")
        }
        let tensor = StoredTensor(
            name: name, type: storedType, shape: shape, file: file, byteOffset: byteRange.lowerBound,
            elementCount: elementCount)
        return (CheckpointEntry(type: type, tensor: tensor), byteRange)
    }

    private func readSizes(_ key: String, of description: JSONValue, _ name: String) throws(CheckpointError) -> [Int] {
        guard let elements = description[key]?.elements else {
            throw malformed("tensor \(name) has no array \"\(key)\"")
        }
        guard elements.count <= StoredTensor.rankLimit else {
            throw malformed("tensor \(name) has \(elements.count) numbers in \"\(key)\"")
        }
        var sizes: [Int] = []
        for element in elements {
            guard let size = element.integer, size >= 0 else {
                throw malformed("tensor \(name) has \(element.summary) in \"\(key)\", not a whole number from 0")
            }
            sizes.append(size)
        }
        return sizes
    }

    private func malformed(_ reason: String) -> CheckpointError { .malformed(file: label, reason: reason) }
}

/// The names of two ranges of a file that share bytes; nil when no two do.
func firstOverlap(of ranges: [(name: String, range: Range<Int>)]) -> (String, String)? {
    let inFileOrder = ranges.filter { !$0.range.isEmpty }.sorted { $0.range.lowerBound < $1.range.lowerBound }
    return zip(inFileOrder, inFileOrder.dropFirst())
        .first { previous, next in next.range.lowerBound < previous.range.upperBound }
        .map { ($0.name, $1.name) }
}

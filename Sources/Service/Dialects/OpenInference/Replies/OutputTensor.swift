import JSON

/// A tensor of a reply, its elements in row-major order.
struct OutputTensor {
    enum Elements {
        case floats([Float])
        case integers([Int64])
        case texts([String])
    }

    let name: String
    let shape: [Int]
    let elements: Elements

    var type: ElementType {
        switch elements {
        case .floats: .float32
        case .integers: .int64
        case .texts: .bytes
        }
    }

    /// Bytes in the protocol's own form.
    var binarySize: Int {
        switch elements {
        case .floats(let numbers): numbers.count * MemoryLayout<Float>.size
        case .integers(let numbers): numbers.count * MemoryLayout<Int64>.size
        case .texts(let texts): texts.reduce(0) { $0 + MemoryLayout<UInt32>.size + $1.utf8.count }
        }
    }

    /// Numbers little-endian, texts with their lengths before them.
    func appendBinary(to buffer: inout OutputBuffer) {
        switch elements {
        case .floats(let numbers): numbers.withUnsafeBytes { buffer.append(contentsOf: $0) }
        case .integers(let numbers): numbers.withUnsafeBytes { buffer.append(contentsOf: $0) }
        case .texts(let texts):
            for text in texts {
                withUnsafeBytes(of: UInt32(truncatingIfNeeded: text.utf8.count).littleEndian) {
                    buffer.append(contentsOf: $0)
                }
                buffer.append(text)
            }
        }
    }

    fileprivate func writeData(to writer: inout JSONWriter) {
        switch elements {
        case .floats(let numbers): numbers.withUnsafeBufferPointer { writer.value($0) }
        case .integers(let numbers): writer.array { writer in for number in numbers { writer.value(Int(number)) } }
        case .texts(let texts): writer.array { writer in for text in texts { writer.value(text) } }
        }
    }
}

/// Rows of different lengths, side by side, filled up.
struct PaddedElements<Element> {
    private(set) var elements: [Element]
    private let shape: [Int]
    private let strides: [Int]

    /// - shape: the most along each axis
    init(shape: [Int], filler: Element) {
        self.shape = shape
        var strides = [Int](repeating: 1, count: shape.count)
        for axis in strides.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * shape[axis + 1] }
        self.strides = strides
        elements = Array(repeating: filler, count: shape.reduce(1, *))
    }

    /// Writes a block of elements where its first axes are `place`.
    /// - block: the shape of `numbers`, of the axes behind
    mutating func write(_ numbers: [Element], block: [Int], at place: [Int]) {
        let start = zip(place, strides).reduce(0) { $0 + $1.0 * $1.1 }
        guard let width = block.last, width > 0 else { return }
        var indices = [Int](repeating: 0, count: block.count - 1)
        for row in 0..<numbers.count / width {
            let offset = zip(indices, strides.dropFirst(place.count)).reduce(start) { $0 + $1.0 * $1.1 }
            for column in 0..<width { elements[offset + column] = numbers[row * width + column] }
            var axis = indices.count - 1
            while axis >= 0 {
                indices[axis] += 1
                if indices[axis] < block[axis] { break }
                indices[axis] = 0
                axis -= 1
            }
        }
    }
}

extension ValueWriter<(tensor: OutputTensor, isBinary: Bool)> {
    static let outputTensor: ValueWriter = .object([
        ReplyField("name", .string) { $0.tensor.name },
        ReplyField("datatype", .choice()) { $0.tensor.type },
        ReplyField("shape", .array(of: .integer)) { $0.tensor.shape },
        .optional(
            "parameters",
            .object([ReplyField("binary_data_size", .integer, "Bytes of the tensor behind the JSON.") { $0 }]),
            "Of a tensor that is not JSON."
        ) { $0.isBinary ? $0.tensor.binarySize : nil },
        .optional("data", .elements, "The elements, row by row, flat.") { $0.isBinary ? nil : $0.tensor },
    ])
}

extension ValueWriter<OutputTensor> {
    fileprivate static let elements: ValueWriter = ValueWriter(
        .anyOf([.array(of: .nullable(.number)), .array(of: .string)])
    ) { tensor, writer in tensor.writeData(to: &writer) }
}

import JSON

/// A tensor of a request, its elements in row-major order.
struct InputTensor {
    enum Elements {
        case texts([String])
        case integers([Int])
    }

    enum Fields {
        static let name = Field(required: "name", .string, "text, input_ids or attention_mask.")
        static let shape = Field(
            required: "shape", .list(of: .integer(0...Int(Int32.max))), "The numbers of elements along each axis.")
        static let datatype = Field(
            required: "datatype", .choice as ValueParser<ElementType>, "The type of its elements.")
        static let data = Field(
            "data", optional: .tensorData, "The elements as JSON, row by row, flat or in nested lists.")
        static let parameters = Field(
            "parameters", optional: .inputParameters, "Where the elements are if they are not JSON.")

        static let all: [any FieldDeclaration] = [name, shape, datatype, parameters, data]
    }

    /// Where the elements are found.
    fileprivate enum Place {
        case json(JSONValue)
        /// - size: in bytes
        case binary(size: Int)
    }

    let name: String
    let path: String
    let shape: [Int]
    let elements: Elements

    /// All tensors of a request.
    static func read(_ values: [JSONValue], of body: InferBody) throws(ServiceError) -> [InputTensor] {
        var stated: [Stated] = []
        for (index, value) in values.enumerated() { stated.append(try Stated(value, path: "inputs[\(index)]")) }
        var parts = try body.parts(
            stated.compactMap { tensor in
                guard case .binary(let size) = tensor.place else { return nil }
                return ("\(tensor.path).parameters.binary_data_size", size)
            })[...]
        var tensors: [InputTensor] = []
        for tensor in stated {
            let elements: Elements
            switch tensor.place {
            case .json(let value): elements = try tensor.elements(in: value)
            case .binary: elements = try tensor.elements(in: parts.removeFirst())
            }
            tensors.append(InputTensor(name: tensor.name, path: tensor.path, shape: tensor.shape, elements: elements))
        }
        return tensors
    }

    /// What the JSON says of a tensor.
    private struct Stated {
        let name: String
        let path: String
        let shape: [Int]
        let type: ElementType
        let count: Int
        let place: Place

        init(_ value: JSONValue, path: String) throws(ServiceError) {
            self.path = path
            let read = try FieldReader(value, path: path, fields: Fields.all)
            name = try read(Fields.name)
            shape = try read(Fields.shape)
            type = try read(Fields.datatype)
            guard let count = shape.elementCount else {
                throw .invalid(
                    param: "\(path).shape", "\(path).shape \(shape.shapeText) has more elements than there can be.")
            }
            self.count = count
            let (data, size) = (try read(Fields.data), try read(Fields.parameters))
            switch (data, size) {
            case (let data?, nil): place = .json(data)
            case (nil, let size?): place = .binary(size: size)
            case (nil, nil):
                throw .missingField(
                    param: "\(path).data",
                    expected: "the elements, or parameters.binary_data_size their number of bytes")
            case (_?, _?):
                throw .invalid(
                    param: "\(path).data",
                    "\(path) has both data and parameters.binary_data_size: its elements are in one place.")
            }
        }

        private func wrongCount(_ found: String) -> ServiceError {
            .invalid(
                param: "\(path).shape",
                "\(path) has \(found); its shape \(shape.shapeText) of \(type.rawValue) asks for \(count) elements.")
        }

        func elements(in data: JSONValue) throws(ServiceError) -> Elements {
            var values: [JSONValue] = []
            try collect(data, depth: 1, into: &values)
            guard values.count == count else { throw wrongCount("\(values.count) elements") }
            switch type {
            case .bytes:
                var texts: [String] = []
                for (index, value) in values.enumerated() {
                    texts.append(try ValueParser<String>.string.parse(value, "\(path).data[\(index)]"))
                }
                return .texts(texts)
            case .int64:
                let type = ValueParser<Int>.integer(.min ... .max)
                var numbers: [Int] = []
                for (index, value) in values.enumerated() {
                    numbers.append(try type.parse(value, "\(path).data[\(index)]"))
                }
                return .integers(numbers)
            case .float32: throw noInput
            }
        }

        /// Elements of lists in lists, no deeper than the shape has axes.
        private func collect(_ value: JSONValue, depth: Int, into values: inout [JSONValue]) throws(ServiceError) {
            guard let elements = value.elements else { return values.append(value) }
            guard depth <= shape.count else {
                throw .invalid(
                    param: "\(path).data",
                    "\(path).data has more lists in lists than its shape \(shape.shapeText) has axes.")
            }
            for element in elements { try collect(element, depth: depth + 1, into: &values) }
        }

        func elements(in bytes: ArraySlice<UInt8>) throws(ServiceError) -> Elements {
            switch type {
            case .bytes: return .texts(try texts(in: bytes))
            case .int64:
                let size = MemoryLayout<Int64>.size
                guard count <= bytes.count / size, bytes.count == count * size else {
                    throw wrongCount("\(bytes.count) bytes")
                }
                return .integers(
                    bytes.withUnsafeBytes { bytes in
                        (0..<count).map { index in
                            Int(Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: index * size, as: Int64.self)))
                        }
                    })
            case .float32: throw noInput
            }
        }

        /// Each with its length before it.
        private func texts(in bytes: ArraySlice<UInt8>) throws(ServiceError) -> [String] {
            let size = MemoryLayout<UInt32>.size
            var texts: [String] = []
            var rest = bytes
            while !rest.isEmpty {
                guard texts.count < count else { throw wrongCount("more elements") }
                let length = rest.prefix(size).reversed().reduce(0) { $0 << 8 | Int($1) }
                guard rest.count >= size, length <= rest.count - size else {
                    throw .invalid(
                        param: path,
                        "\(path): element \(texts.count) would end behind the \(bytes.count) bytes of the tensor. Each element is its "
                            + "length, four bytes, little-endian, and its bytes.")
                }
                rest = rest.dropFirst(size)
                guard let text = String(validating: rest.prefix(length), as: UTF8.self) else {
                    throw .invalid(param: path, "\(path): element \(texts.count) is not UTF-8.")
                }
                texts.append(text)
                rest = rest.dropFirst(length)
            }
            guard texts.count == count else { throw wrongCount("\(texts.count) elements") }
            return texts
        }

        private var noInput: ServiceError {
            .invalid(
                param: "\(path).datatype",
                "\(path).datatype \(type.rawValue) is of no input: text is BYTES, input_ids and attention_mask are INT64."
            )
        }
    }
}

extension ValueParser where Value == JSONValue {
    fileprivate static let tensorData = ValueParser(schemaOfData) { (value, path) throws(ServiceError) in
        guard value.elements != nil else { throw .wrongType(value, path, schemaOfData) }
        return value
    }

    private static var schemaOfData: Schema {
        let element = Schema.anyOf([.string, .integer(.min ... .max)])
        return .named(
            "a list of the elements", .anyOf([.emptyArray, .array(of: element), .array(of: .array(of: element))]))
    }
}

private enum InputParameterFields {
    static let size = Field(
        required: "binary_data_size", .integer(0...Int.max), "Bytes of its elements, which stand behind the JSON.")

    static let all: [any FieldDeclaration] = [size]
}

extension ValueParser where Value == Int {
    fileprivate static let inputParameters = ValueParser(.object(InputParameterFields.all)) {
        (value, path) throws(ServiceError) in
        try FieldReader(value, path: path, fields: InputParameterFields.all)(InputParameterFields.size)
    }
}

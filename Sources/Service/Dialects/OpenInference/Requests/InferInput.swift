import Tasks

extension InferRequest {
    static let textName = "text"
    static let idsName = "input_ids"
    static let maskName = "attention_mask"

    /// What the tensors say: a text for each row, or the ids of each row that are not padding.
    /// - padding: the id that fills rows up where no mask says how long they are; nil: they are full
    func sequences(padding: Int32?) throws(ServiceError) -> Sequences {
        let known = [Self.textName, Self.idsName, Self.maskName]
        var byName: [String: InputTensor] = [:]
        for tensor in tensors {
            guard known.contains(tensor.name) else {
                throw .invalid(
                    param: "\(tensor.path).name",
                    "\(tensor.path).name: there is no input \"\(tensor.name.prefix(200))\". \(Spelling.hint(tensor.name, known))"
                )
            }
            guard byName.updateValue(tensor, forKey: tensor.name) == nil else {
                throw .invalid(param: "\(tensor.path).name", "The input \(tensor.name) is there twice.")
            }
        }
        switch (byName[Self.textName], byName[Self.idsName]) {
        case (let text?, nil):
            if let mask = byName[Self.maskName] {
                throw .noEffect(param: mask.path, message: "attention_mask has no effect on text: leave it out.")
            }
            return Sequences(items: try Self.texts(of: text).map { .text($0) }, isSingle: false)
        case (nil, let ids?):
            return Sequences(
                items: try Self.rows(of: ids, mask: byName[Self.maskName], padding: padding).map { .ids($0) },
                isSingle: false)
        default:
            throw .invalid(param: "inputs", "There must be either text or input_ids among the inputs.")
        }
    }

    /// [rows] or [rows, 1]
    private static func texts(of tensor: InputTensor) throws(ServiceError) -> [String] {
        guard case .texts(let texts) = tensor.elements else { throw wrongType(tensor, .bytes) }
        guard tensor.shape.count == 1 || tensor.shape.count == 2 && tensor.shape[1] == 1 else {
            throw .invalid(
                param: "\(tensor.path).shape",
                "\(tensor.path).shape of text must be [rows] or [rows, 1], not \(tensor.shape.shapeText).")
        }
        return try nonempty(texts, tensor)
    }

    private static func rows(
        of tensor: InputTensor, mask: InputTensor?, padding: Int32?
    ) throws(ServiceError) -> [[Int32]] {
        guard case .integers(let numbers) = tensor.elements else { throw wrongType(tensor, .int64) }
        guard tensor.shape.count == 2 else {
            throw .invalid(
                param: "\(tensor.path).shape",
                "\(tensor.path).shape of input_ids must be [rows, tokens], not \(tensor.shape.shapeText).")
        }
        let (count, width) = (tensor.shape[0], tensor.shape[1])
        // Where no row has an element, there may be any number of them.
        guard count == 0 || width > 0 else {
            throw .invalid(
                param: "\(tensor.path).shape", "\(tensor.path).shape \(tensor.shape.shapeText) leaves no tokens.")
        }
        let flags = try mask.map { (mask) throws(ServiceError) in try Self.flags(of: mask, like: tensor) }
        var rows: [[Int32]] = []
        for row in try nonempty(Array(0..<count), tensor) {
            var ids: [Int32] = []
            for column in 0..<width {
                let position = row * width + column
                if let flags, !flags[position] { continue }
                guard let id = Int32(exactly: numbers[position]), id >= 0 else {
                    throw .outOfRange(
                        param: "\(idsName)[\(row)][\(column)]", value: "\(numbers[position])",
                        expected: ValueParser<Int32>.tokenID.schema.expectation)
                }
                ids.append(id)
            }
            if flags == nil, let padding { while ids.last == padding { ids.removeLast() } }
            guard !ids.isEmpty else {
                throw .invalid(param: "\(idsName)[\(row)]", "\(idsName)[\(row)] has no tokens but padding.")
            }
            rows.append(ids)
        }
        return rows
    }

    private static func flags(of mask: InputTensor, like tensor: InputTensor) throws(ServiceError) -> [Bool] {
        guard case .integers(let numbers) = mask.elements else { throw wrongType(mask, .int64) }
        guard mask.shape == tensor.shape else {
            throw .invalid(
                param: "\(mask.path).shape",
                "\(mask.path).shape of attention_mask is \(mask.shape.shapeText), and that of input_ids is "
                    + "\(tensor.shape.shapeText): they must be the same.")
        }
        if let position = numbers.firstIndex(where: { $0 != 0 && $0 != 1 }) {
            throw .outOfRange(
                param: "\(maskName)[\(position / max(1, tensor.shape[1]))][\(position % max(1, tensor.shape[1]))]",
                value: "\(numbers[position])", expected: "0 or 1")
        }
        return numbers.map { $0 == 1 }
    }

    private static func nonempty<Row>(_ rows: [Row], _ tensor: InputTensor) throws(ServiceError) -> [Row] {
        guard !rows.isEmpty else { throw .invalid(param: "\(tensor.path).shape", "\(tensor.path) has no rows.") }
        return rows
    }

    private static func wrongType(_ tensor: InputTensor, _ type: ElementType) -> ServiceError {
        .invalid(
            param: "\(tensor.path).datatype", "\(tensor.path).datatype of \(tensor.name) must be \(type.rawValue).")
    }
}

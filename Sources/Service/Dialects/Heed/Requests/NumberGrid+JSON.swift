import Decoding
import JSON
import Tasks

extension NumberGrid {
    fileprivate static let row = Schema.array(of: .number(.any))
    fileprivate static let matrix = Schema.array(of: row)

    /// Reads a matrix; every row must be as long as the first.
    fileprivate static func matrix(_ value: JSONValue, path: String) throws(ServiceError) -> NumberGrid {
        guard let rows = value.elements else { throw .wrongType(value, path, matrix) }
        guard !rows.isEmpty else { throw .invalid(param: path, "\(path) must not be empty.") }
        var grid = NumberGrid(heads: nil, rows: rows.count, dim: 0, numbers: [])
        for (index, row) in rows.enumerated() {
            let count = try append(row, path: "\(path)[\(index)]", to: &grid.numbers)
            if index == 0 { grid.dim = count }
            guard count == grid.dim else {
                throw .invalid(
                    param: "\(path)[\(index)]",
                    "\(path)[\(index)] has \(count) numbers, and \(path)[0] has \(grid.dim): all rows must be equally long."
                )
            }
        }
        return grid
    }

    /// - Returns: how many numbers the row has.
    fileprivate static func append(
        _ value: JSONValue, path: String, to numbers: inout [Float]
    ) throws(ServiceError) -> Int {
        if let elements = value.elements, !elements.isEmpty, (try? elements.appendFloats(to: &numbers)) != nil {
            return elements.count
        }
        // As with token ids, the parser is only there to name what it refuses.
        return try ValueParser<[Float]>.list(of: .number(.any)).parse(value, path).count
    }
}

extension ValueParser where Value == NumberGrid {
    static let matrix = ValueParser(NumberGrid.matrix) { (value, path) throws(ServiceError) in
        try NumberGrid.matrix(value, path: path)
    }

    /// A matrix, or one for each head, all of one shape.
    static let grid = ValueParser(schemaOfGrids) { (value, path) throws(ServiceError) in
        guard let first = value.elements?.first else { throw .wrongType(value, path, schemaOfGrids) }
        guard first.elements?.first?.elements != nil, let heads = value.elements else {
            return try NumberGrid.matrix(value, path: path)
        }
        var grid: NumberGrid?
        for (index, head) in heads.enumerated() {
            let headPath = "\(path)[\(index)]"
            let matrix = try NumberGrid.matrix(head, path: headPath)
            guard let known = grid else {
                grid = matrix
                continue
            }
            guard matrix.rows == known.rows, matrix.dim == known.dim else {
                throw .invalid(
                    param: headPath,
                    "\(headPath) is \(matrix.shapeText), and \(path)[0] is [\(known.rows)][\(known.dim)]: all heads must have "
                        + "one shape.")
            }
            grid?.numbers += matrix.numbers
        }
        guard var grid else { throw .wrongType(value, path, schemaOfGrids) }
        grid.heads = heads.count
        return grid
    }
}

extension ValueParser where Value == [Float] {
    static let vector = ValueParser(NumberGrid.row) { (value, path) throws(ServiceError) in
        var numbers: [Float] = []
        _ = try NumberGrid.append(value, path: path, to: &numbers)
        return numbers
    }
}

private let schemaOfGrids = Schema.named(
    "a matrix (a list of rows of numbers), or a list with one for each head",
    .anyOf([NumberGrid.matrix, .array(of: NumberGrid.matrix)]))

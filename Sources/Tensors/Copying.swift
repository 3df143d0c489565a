private import Glibc

extension Tensor {
    /// Copies `count` numbers from a place in another tensor of rows to a place in this one. Both stay inside their row.
    package func copy(_ count: Int, from source: TensorRow, toRow row: Int, column: Int = 0) {
        let width = shape[1]
        let sourceWidth = source.tensor.shape[1]
        precondition(shape.rank == 2 && source.tensor.shape.rank == 2 && count >= 0)
        precondition((0..<shape[0]).contains(row) && column >= 0 && column + count <= width)
        precondition((0..<source.tensor.shape[0]).contains(source.row) && source.column >= 0)
        precondition(source.column + count <= sourceWidth)
        guard count > 0 else { return }
        withMutableNumbers { destination in
            source.tensor.withNumbers { numbers in
                guard let to = destination.baseAddress, let from = numbers.baseAddress else { return }
                memcpy(
                    to + row * width + column, from + source.row * sourceWidth + source.column,
                    count * MemoryLayout<Float>.stride)
            }
        }
    }
}

internal import CKernels

/// Rows of numbers that are looked up one by one, such as the vectors of tokens.
package final class RowTable: @unchecked Sendable {  // Immutable after init.
    /// [rows, size]
    package let shape: Shape
    /// nil: hollow.
    private let table: OpaquePointer?

    /// - numbers: [rows, size]
    /// - type: float32, or bfloat16, to which the numbers are then rounded
    package init(_ numbers: StoredNumbers, as type: HeldType) throws(StoredNumbersError) {
        shape = numbers.shape
        precondition(shape.rank == 2 && shape.count > 0, "a table of \(shape.dimensions)")
        guard !numbers.isHollow else {
            table = nil
            return
        }
        var problem = HEED_STORED_FINE
        table = numbers.withKernelForm {
            heed_table_create(&$0, numbers.shape[0], numbers.shape[1], type.kernel, &problem)
        }
        // An error thrown here still frees the table.
        if let error = StoredNumbersError(problem) { throw error }
        precondition(table != nil, "no memory for a table of \(shape.dimensions)")
    }

    deinit { heed_table_free(table) }

    package enum HeldType: Sendable {
        case float32, bfloat16

        fileprivate var kernel: heed_number_type { self == .float32 ? HEED_FLOAT32 : HEED_BFLOAT16 }
    }

    /// Bytes that the numbers take.
    package var byteCount: Int { table.map { heed_table_bytes($0) } ?? 0 }

    /// Rows `ids` times `scale`; ids are checked by the caller to be inside the table (a precondition).
    /// - Returns: [ids.count, size]
    package func rows(_ ids: [Int32], scale: Float) -> Tensor {
        guard let table else { preconditionFailure("rows of a hollow table") }
        precondition(ids.allSatisfy { $0 >= 0 && Int($0) < shape[0] }, "an id outside a table of \(shape.dimensions)")
        let result = Tensor(Shape(ids.count, shape[1]))
        withExtendedLifetime((self, result)) { heed_table_gather(table, result.pointer, ids, ids.count, scale) }
        return result
    }
}

internal import CKernels

/// Stored numbers in a smaller form: what packing makes of them, row by row.
extension StoredNumbers {
    /// Rows as integers of ±127 and a scale for each, exactly as int8 matrices have them.
    /// - self: [rows, size], of a floating type
    /// - integers: rows.count · size bytes
    /// - scales: rows.count
    package func quantize(
        rows: Range<Int>, integers: UnsafeMutableRawBufferPointer, scales: UnsafeMutableBufferPointer<Float>
    ) throws(StoredNumbersError) {
        let size = shape[1]
        precondition(
            rows.lowerBound >= 0 && rows.upperBound <= shape[0] && integers.count == rows.count * size
                && scales.count == rows.count, "rows \(rows) of \(shape.dimensions)")
        guard let to = integers.baseAddress, let scale = scales.baseAddress else { return }
        let problem = withKernelForm {
            heed_stored_quantise(
                to.assumingMemoryBound(to: Int8.self), scale, &$0, rows.lowerBound, rows.count, size)
        }
        if let error = StoredNumbersError(problem) { throw error }
    }

    /// Numbers rounded to the nearest bfloat16.
    /// - numbers: of the row-major ones
    /// - bytes: two for each
    package func round(
        numbers: Range<Int>, into bytes: UnsafeMutableRawBufferPointer
    ) throws(StoredNumbersError) {
        precondition(
            numbers.lowerBound >= 0 && numbers.upperBound <= shape.count && bytes.count == 2 * numbers.count,
            "numbers \(numbers) of \(shape.dimensions)")
        guard let to = bytes.baseAddress else { return }
        let problem = withKernelForm {
            heed_stored_round(to.assumingMemoryBound(to: UInt16.self), &$0, numbers.lowerBound, numbers.count)
        }
        if let error = StoredNumbersError(problem) { throw error }
    }
}

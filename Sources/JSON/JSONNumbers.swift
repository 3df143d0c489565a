internal import CJansson

/// Which element of an array is not of the kind that its reader asked for.
package struct JSONElementError: Error, Equatable, CustomStringConvertible {
    package let index: Int
    /// The kind asked for, such as "an integer from -2147483648 to 2147483647".
    package let expected: String
    /// The element as in `JSONValue.summary`.
    package let found: String

    package var description: String { "element \(index) is \(found), expected \(expected)" }
}

/// Whole arrays of numbers at once, several times as fast as by `JSONValue`.
extension JSONElements {
    /// Integers that fit in 32 bits, such as token ids.
    package func int32s() throws(JSONElementError) -> [Int32] {
        var numbers: [Int32] = []
        try append(to: &numbers, "an integer from \(Int32.min) to \(Int32.max)") { node in
            node.pointee.type == JSON_INTEGER ? Int32(exactly: json_integer_value(node)) : nil
        }
        return numbers
    }

    /// Numbers in the range of Float, rounded to the nearest one.
    package func floats() throws(JSONElementError) -> [Float] {
        var numbers: [Float] = []
        try appendFloats(to: &numbers)
        return numbers
    }

    /// As `floats`, onto the end of an array: the rows of a matrix follow each other. On an error, what is there is unspecified.
    package func appendFloats(to numbers: inout [Float]) throws(JSONElementError) {
        try append(to: &numbers, "a number in the range of 32-bit floats") { node in
            switch node.pointee.type {
            case JSON_INTEGER: return Float(json_integer_value(node))
            case JSON_REAL:
                let number = Float(json_real_value(node))
                return number.isFinite ? number : nil
            default: return nil
            }
        }
    }

    /// As `appendFloats`, for booleans.
    package func appendBooleans(to flags: inout [Bool]) throws(JSONElementError) {
        try append(to: &flags, "a boolean") { node in
            switch node.pointee.type {
            case JSON_TRUE: true
            case JSON_FALSE: false
            default: nil
            }
        }
    }

    private func append<Element>(
        to list: inout [Element], _ expected: @autoclosure () -> String,
        convert: (UnsafeMutablePointer<json_t>) -> Element?
    ) throws(JSONElementError) {
        for index in indices {
            guard let element = convert(node(at: index)) else {
                throw JSONElementError(index: index, expected: expected(), found: self[index].summary)
            }
            list.append(element)
        }
    }
}

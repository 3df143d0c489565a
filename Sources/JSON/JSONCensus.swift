/// What a JSON text holds, counted in one pass without parsing it. A parsed value takes some 50 bytes, an array 150, an object 300, so that a
/// body of two megabytes may become hundreds.
///
/// Counts what stands outside of strings, whether or not the text is JSON; of JSON it is never less than there is.
package struct JSONCensus: Equatable, Sendable {
    /// All values, containers included: every comma, and every beginning of a container, has at most one behind it.
    package private(set) var values = 1
    package private(set) var arrays = 0
    package private(set) var objects = 0

    package init(of text: UnsafeRawBufferPointer) {
        var isInString = false
        var isEscaped = false
        for byte in text {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: ","): values += 1
            case UInt8(ascii: "["):
                arrays += 1
                values += 1
            case UInt8(ascii: "{"):
                objects += 1
                values += 1
            default: break
            }
        }
    }
}

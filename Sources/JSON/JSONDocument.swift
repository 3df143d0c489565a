internal import CJansson

/// A parsed JSON text. Owns jansson's tree; values point into it and keep it alive.
///
/// Immutable after parsing, so that it can be read from any thread. (`@unchecked Sendable` for that reason: nothing here
/// touches jansson's reference counts between the parse and the release of the whole tree.)
package final class JSONDocument: @unchecked Sendable {
    private let tree: UnsafeMutablePointer<json_t>
    /// Whether whole reals are integers where integers are asked for.
    let takesWholeReals: Bool

    /// Rejects duplicate keys, trailing data, invalid UTF-8 and nesting deeper than jansson's limit (2,048), and numbers
    /// that neither 64-bit integers nor doubles hold. Any value may be the root. U+0000 may be in strings, not in keys.
    package init(parsing bytes: UnsafeRawBufferPointer) throws(JSONError) {
        takesWholeReals = false
        tree = try JSONDocument.parse(bytes)
    }

    package init(parsing text: [UInt8]) throws(JSONError) {
        takesWholeReals = false
        tree = try text.span.withUnsafeBytes { bytes throws(JSONError) in try JSONDocument.parse(bytes) }
    }

    package init(parsing text: String) throws(JSONError) {
        takesWholeReals = false
        tree = try text.utf8.span.withUnsafeBytes { bytes throws(JSONError) in try JSONDocument.parse(bytes) }
    }

    /// As `init(parsing:)`, for files that other programs wrote: a byte order mark is skipped, integers beyond 64 bits are read as
    /// reals, and whole reals ("2.0") are integers where integers are asked for.
    package init(parsingFile file: UnsafeRawBufferPointer) throws(JSONError) {
        takesWholeReals = true
        let hasMark = file.starts(with: [0xEF, 0xBB, 0xBF])
        let bytes = hasMark ? UnsafeRawBufferPointer(rebasing: file[3...]) : file
        do {
            tree = try JSONDocument.parse(bytes)
        } catch {
            guard let rewritten = LargeIntegers.asReals(bytes) else { throw error }
            // An error has its place in the file as it is.
            guard let tree = try? rewritten.withUnsafeBytes({ bytes in try JSONDocument.parse(bytes) }) else {
                throw error
            }
            self.tree = tree
        }
    }

    deinit { json_decref(tree) }

    package var root: JSONValue { JSONValue(document: self, node: tree) }

    private static func parse(_ text: UnsafeRawBufferPointer) throws(JSONError) -> UnsafeMutablePointer<json_t> {
        guard let start = text.baseAddress, !text.isEmpty else {
            throw .syntax(message: "the text is empty", line: 1, column: 1, byte: 0)
        }
        let flags = Int(JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL)
        var failure = json_error_t()
        guard let tree = json_loadb(start.assumingMemoryBound(to: CChar.self), text.count, flags, &failure) else {
            throw JSONError(failure, in: text)
        }
        return tree
    }
}

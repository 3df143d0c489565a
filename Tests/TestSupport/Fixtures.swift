private import Checkpoints
package import JSON

/// Where the committed test files are.
package enum Fixtures {
    /// Path of a file or folder under Tests/Fixtures.
    package static func path(_ name: String, file: String = #filePath) -> String {
        var parts = file.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(2)
        return parts.joined(separator: "/") + "/Fixtures/" + name
    }

    /// A file of expected values under Tests/Fixtures.
    package static func json(_ name: String, file: String = #filePath) throws -> JSONValue {
        let file = try FileBytes(mapping: path(name, file: file))
        return try file.withBytes { try JSONDocument(parsing: $0).root }
    }
}

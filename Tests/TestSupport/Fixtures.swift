/// Where the committed test files are.
package enum Fixtures {
    /// Path of a file or folder under Tests/Fixtures.
    package static func path(_ name: String, file: String = #filePath) -> String {
        var parts = file.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(2)
        return parts.joined(separator: "/") + "/Fixtures/" + name
    }
}

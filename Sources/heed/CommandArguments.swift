import ArgumentParser
private import CProcess

/// The words after `heed`, as the process got them.
enum CommandArguments {
    /// - Throws: when one is not UTF-8, which would be read as another one.
    static func words() throws -> [String] {
        try (1..<max(heed_argument_count(), 1)).map { index in
            guard let word = heed_argument(index) else { return "" }
            guard let text = String(validatingCString: word) else {
                throw ValidationError("argument \(index) (\"\(String(cString: word))\") is not UTF-8 text")
            }
            return text
        }
    }
}

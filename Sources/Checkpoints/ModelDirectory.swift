private import Glibc
package import JSON

/// A Hugging Face model directory, on disk or embedded in the executable.
///
/// Files and directories in it are named by plain names: nothing outside the directory can be reached with a name from a file inside it.
package struct ModelDirectory: Sendable {
    private enum Source {
        case path(String)
        case embedded([String: FileBytes])
    }

    /// How messages name it: its path, or "embedded g2p-en".
    package let label: String
    private let source: Source

    package init(path: String) throws(CheckpointError) {
        guard fileType(path) == S_IFDIR else { throw .notADirectory(path: path) }
        label = path
        source = .path(path)
    }

    package init(label: String, embedded: [String: FileBytes]) {
        self.label = label
        source = .embedded(embedded)
    }

    /// Whether the directory has a regular file of this name.
    package func contains(_ name: String) -> Bool {
        switch source {
        case .path: isPlain(name) && fileType(path(of: name)) == S_IFREG
        case .embedded(let files): files[name] != nil
        }
    }

    /// nil when there is no such file; an error when it cannot be read.
    /// - mapped: of large files, whose bytes are wanted piece by piece
    package func file(_ name: String, mapped: Bool = false) throws(CheckpointError) -> FileBytes? {
        guard isPlain(name) else {
            throw .unreadable(path: path(of: name), reason: "this is not a plain file name")
        }
        switch source {
        case .path:
            let path = path(of: name)
            if access(path, F_OK) != 0, errno == ENOENT { return nil }
            return mapped ? try FileBytes(mapping: path) : try FileBytes(reading: path)
        case .embedded(let files): return files[name]
        }
    }

    package func requiredFile(_ name: String, mapped: Bool = false) throws(CheckpointError) -> FileBytes {
        guard let file = try file(name, mapped: mapped) else { throw .missingFile(name: name, directory: label) }
        return file
    }

    /// A directory inside this one, such as "1_Pooling"; nil when there is none.
    package func existingSubdirectory(_ name: String) throws(CheckpointError) -> ModelDirectory? {
        guard isPlain(name) else {
            throw .unreadable(path: path(of: name), reason: "this is not a plain directory name")
        }
        switch source {
        case .path: return fileType(path(of: name)) == S_IFDIR ? try ModelDirectory(path: path(of: name)) : nil
        case .embedded: return nil
        }
    }

    /// A file's contents as JSON. nil when there is no such file; an error when it cannot be read or is not JSON.
    package func document(_ name: String) throws(CheckpointError) -> JSONDocument? {
        guard let file = try file(name) else { return nil }
        do {
            return try file.withBytes { bytes throws(JSONError) in try JSONDocument(parsingFile: bytes) }
        } catch {
            throw .malformed(file: path(of: name), reason: error.description)
        }
    }

    package func requiredDocument(_ name: String) throws(CheckpointError) -> JSONDocument {
        guard let document = try document(name) else { throw .missingFile(name: name, directory: label) }
        return document
    }

    /// How messages name a file of the directory, and where it is on disk.
    func path(of name: String) -> String {
        label.hasSuffix("/") ? label + name : label + "/" + name
    }

    private func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && !name.utf8.contains { $0 == 0 || $0 == UInt8(ascii: "/") }
    }
}

/// The kind of file at a path, links followed: one of S_IFREG, S_IFDIR, …; nil when there is none.
private func fileType(_ path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
}

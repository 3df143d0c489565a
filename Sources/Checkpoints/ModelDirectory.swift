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
        if let reason = danglingLink(path) { throw .unreadable(path: path, reason: reason) }
        guard fileType(path) == S_IFDIR else { throw .notADirectory(path: path) }
        label = path
        source = .path(path)
    }

    package init(label: String, embedded: [String: FileBytes]) {
        self.label = label
        source = .embedded(embedded)
    }

    /// Whether the directory has a regular file of this name, or a link that was to be one: reading that says what is wrong with it.
    package func contains(_ name: String) -> Bool {
        switch source {
        case .path: isPlain(name) && (fileType(path(of: name)) == S_IFREG || danglingLink(path(of: name)) != nil)
        case .embedded(let files): files[name] != nil
        }
    }

    /// nil when there is no such file; an error when it cannot be read.
    /// - mapped: of large files, whose bytes are wanted piece by piece
    package func file(_ name: String, mapped: Bool = false) throws(CheckpointError) -> FileBytes? {
        guard isPlain(name) else {
            throw .unreadable(path: path(of: name), reason: "this is not a plain file name")
        }
        let path = path(of: name)
        let file: FileBytes
        switch source {
        case .path:
            if let reason = danglingLink(path) { throw .unreadable(path: path, reason: reason) }
            if access(path, F_OK) != 0, errno == ENOENT { return nil }
            file = mapped ? try FileBytes(mapping: path) : try FileBytes(reading: path)
        case .embedded(let files):
            guard let embedded = files[name] else { return nil }
            file = embedded
        }
        if let reason = file.withBytes(whatStandsInPlace) { throw .unreadable(path: path, reason: reason) }
        return file
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
        case .path:
            let path = path(of: name)
            return fileType(path) == S_IFDIR || danglingLink(path) != nil ? try ModelDirectory(path: path) : nil
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

    /// Names of everything in the directory, in order.
    func listing() throws(CheckpointError) -> [String] {
        switch source {
        case .path(let path): try Checkpoints.listing(of: path).sorted()
        case .embedded(let files): files.keys.sorted()
        }
    }

    /// How messages name a file of the directory, and where it is on disk.
    func path(of name: String) -> String {
        label.hasSuffix("/") ? label + name : label + "/" + name
    }

    private func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && !name.utf8.contains { $0 == 0 || $0 == UInt8(ascii: "/") }
    }
}

/// Why a link leads to nothing; nil when it does not, or is no link.
private func danglingLink(_ path: String) -> String? {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK, stat(path, &status) != 0 else { return nil }
    let errorNumber = errno
    guard errorNumber == ENOENT || errorNumber == ENOTDIR || errorNumber == ELOOP else { return nil }
    if errorNumber == ELOOP { return "it is a symbolic link that leads to itself" }
    var target = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = target.withUnsafeMutableBufferPointer { target in
        target.baseAddress.map {
            readlink(path, UnsafeMutableRawPointer($0).assumingMemoryBound(to: CChar.self), target.count)
        } ?? 0
    }
    return
        "it is a symbolic link to \(String(decoding: target.prefix(max(count, 0)), as: UTF8.self)), which is not there; "
        + "a directory of the Hub's cache is copied or mounted with what its links lead to (cp -rL)"
}

/// What is there in place of a file of a model, by its first bytes; nil when it may be the file.
private func whatStandsInPlace(_ bytes: UnsafeRawBufferPointer) -> String? {
    if bytes.starts(with: "version https://git-lfs".utf8) {
        return "it is Git LFS's pointer to the file, not the file: run git lfs pull"
    }
    // No file of a model begins like this, whatever its format.
    let start = bytes.prefix(15).map { $0 | 0x20 }
    if start.starts(with: "<!doctype html".utf8.map { $0 | 0x20 }) || start.starts(with: "<html".utf8) {
        return
            "it is a web page, not the file: download it once more, from its address with /resolve/ instead of /blob/"
    }
    return nil
}

/// The kind of file at a path, links followed: one of S_IFREG, S_IFDIR, …; nil when there is none.
private func fileType(_ path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
}

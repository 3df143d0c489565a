private import Glibc

/// A directory that is written under another name, and gets its own when all of it is on the disk: nobody ever sees half of it.
package final class DirectoryWriter {
    /// Where it is to be.
    package let path: String
    private let temporaryPath: String
    private var isFinished = false

    /// - path: of no directory, or of an empty one
    package init(creating path: String) throws(CheckpointError) {
        var path = path
        while path.utf8.count > 1, path.utf8.last == UInt8(ascii: "/") { path.removeLast() }
        self.path = path
        if let names = try? listing(of: path) {
            guard names.isEmpty else {
                throw .unwritable(path: path, reason: "there is such a directory, and it is not empty")
            }
        } else if access(path, F_OK) == 0 {
            throw .unwritable(path: path, reason: "there is a file of this name")
        }
        let temporaryPath = "\(path).partial-\(getpid())"
        guard mkdir(temporaryPath, 0o777) == 0 else {
            throw .unwritable(path: temporaryPath, reason: systemErrorText())
        }
        // Only now, so that nothing is removed that was there before.
        self.temporaryPath = temporaryPath
    }

    deinit { if !isFinished { removeTree(temporaryPath) } }

    /// Copies the regular files of a directory, and of the directories in it. Links to files are followed; hidden names are left out.
    /// - isLeftOut: of paths in the directory: "config.json", "1_Pooling/config.json"
    package func copy(_ directory: String, except isLeftOut: (String) -> Bool) throws(CheckpointError) {
        let inside = resolved(directory).map { $0 + "/" }
        guard let inside, let parent = resolved(temporaryPath), !parent.utf8.starts(with: inside.utf8) else {
            throw .unwritable(path: path, reason: "it would be inside \(directory)")
        }
        try copyTree(from: directory, to: temporaryPath, at: "", depth: 0, except: isLeftOut)
    }

    package func write(_ name: String, _ bytes: [UInt8]) throws(CheckpointError) {
        let file = try FileWriter(creating: temporaryPath + "/" + name)
        try file.write(bytes)
        try file.finish()
    }

    package func safetensors(
        _ name: String, _ declarations: [SafetensorsWriter.Declaration]
    ) throws(CheckpointError) -> SafetensorsWriter {
        try SafetensorsWriter(creating: temporaryPath + "/" + name, declarations)
    }

    /// What has been written, to be looked at.
    package func written() throws(CheckpointError) -> ModelDirectory { try ModelDirectory(path: temporaryPath) }

    /// Gives the directory its name.
    package func finish() throws(CheckpointError) {
        try syncDirectory(temporaryPath)
        // Takes the place of an empty directory, and of no other.
        guard rename(temporaryPath, path) == 0 else { throw .unwritable(path: path, reason: systemErrorText()) }
        isFinished = true
        let parent = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? "."
        try syncDirectory(parent)
    }
}

/// Directories in directories; those of models are not deeper.
private let depthLimit = 8

private func copyTree(
    from source: String, to destination: String, at prefix: String, depth: Int, except isLeftOut: (String) -> Bool
) throws(CheckpointError) {
    for name in try listing(of: source).sorted()
    where !name.utf8.starts(with: ".".utf8) && !isLeftOut(prefix + name) {
        let (from, to) = (source + "/" + name, destination + "/" + name)
        var status = stat()
        guard lstat(from, &status) == 0 else { throw .unreadable(path: from, reason: systemErrorText()) }
        if status.st_mode & S_IFMT == S_IFDIR {
            guard depth < depthLimit else { throw .unreadable(path: from, reason: "its directories are too deep") }
            guard mkdir(to, 0o777) == 0 else { throw .unwritable(path: to, reason: systemErrorText()) }
            try copyTree(from: from, to: to, at: prefix + name + "/", depth: depth + 1, except: isLeftOut)
            try syncDirectory(to)
        } else if stat(from, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
            let file = try FileWriter(creating: to)
            try FileBytes(reading: from).withBytes { bytes throws(CheckpointError) in try file.write(bytes) }
            try file.finish()
        }
    }
}

func listing(of path: String) throws(CheckpointError) -> [String] {
    guard let directory = opendir(path) else { throw .unreadable(path: path, reason: systemErrorText()) }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != "." && name != ".." { names.append(name) }
    }
    return names
}

/// As far as that can be done: nothing is made of what is left.
private func removeTree(_ path: String) {
    for name in (try? listing(of: path)) ?? [] {
        let entry = path + "/" + name
        var status = stat()
        if lstat(entry, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { removeTree(entry) } else { unlink(entry) }
    }
    rmdir(path)
}

private func syncDirectory(_ path: String) throws(CheckpointError) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unwritable(path: path, reason: systemErrorText()) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw .unwritable(path: path, reason: systemErrorText()) }
}

/// The path without links.
private func resolved(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
}

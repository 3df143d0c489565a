package import Checkpoints

package func file(of text: String) -> FileBytes {
    Array(text.utf8).withUnsafeBytes { FileBytes(copying: $0) }
}

/// A file of the repository, without which a target would find nothing.
package func repositoryFile(_ name: String) -> FileBytes {
    guard let file = try? FileBytes(mapping: repositoryPath(name)) else { preconditionFailure("there is no \(name)") }
    return file
}

package func repositoryPath(_ name: String) -> String {
    // Without Fuzz/Targets/FuzzSupport/Files.swift
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast(4).joined(separator: "/") + "/" + name
}

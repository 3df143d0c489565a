private import Glibc

/// The bytes of one file: a private read-only mapping of a file on disk, or memory that lives as long as the process.
package final class FileBytes: @unchecked Sendable {  // Immutable after init.
    /// Maps a file. The mapping is dropped with the last reference.
    package init(mapping path: String) throws(CheckpointError) { fatalError("interface") }
    /// Static memory, such as the embedded model's.
    package init(static bytes: UnsafeRawBufferPointer) { fatalError("interface") }
    package var count: Int { fatalError("interface") }
    package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        fatalError("interface")
    }
}

/// A Hugging Face model directory, on disk or embedded in the executable.
package struct ModelDirectory: Sendable {
    /// How messages name it: its path, or "embedded g2p-en".
    package let label: String

    package init(path: String) throws(CheckpointError) { fatalError("interface") }
    package init(label: String, embedded: [String: FileBytes]) { fatalError("interface") }

    package func contains(_ name: String) -> Bool { fatalError("interface") }
    /// nil when there is no such file; an error when it cannot be read.
    package func file(_ name: String) throws(CheckpointError) -> FileBytes? { fatalError("interface") }
    package func requiredFile(_ name: String) throws(CheckpointError) -> FileBytes { fatalError("interface") }
}

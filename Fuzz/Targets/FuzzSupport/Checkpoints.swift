private import Checkpoints

/// Opens a model directory's weights and reads them all; what is refused is fine.
package func readCheckpoint(_ name: String, _ bytes: UnsafeRawBufferPointer) {
    let directory = ModelDirectory(label: "fuzz", embedded: [name: FileBytes(copying: bytes)])
    guard let checkpoint = try? Checkpoint(directory: directory) else { return }
    for name in checkpoint.names {
        // Views may repeat a few bytes many times: slow, but no error.
        guard let tensor = checkpoint[name], tensor.elementCount < 1 << 16 else { continue }
        let sum = tensor.withBytes { $0.reduce(0) { $0 &+ UInt64($1) } }
        keep(sum)
    }
}

/// Keeps the optimiser from dropping what led to the value.
@inline(never) package func keep<Value>(_ value: Value) {}

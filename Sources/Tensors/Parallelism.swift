private import CKernels

/// How many threads the products and kernels of this process use. Results do not depend on it.
package enum Parallelism {
    /// Takes effect for operations that begin afterwards. 1...cores; larger values are clamped.
    package static func setThreads(_ count: Int) { fatalError("interface") }
    package static var threads: Int { fatalError("interface") }
    /// "avx512", "avx2", "neon" or "plain": what this process's kernels were dispatched to. `HEED_MAX_ISA` holds it down.
    package static var instructionSet: String { fatalError("interface") }
}

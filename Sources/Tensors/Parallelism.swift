private import CKernels

/// How many threads the products and kernels of this process use. Results do not depend on it.
package enum Parallelism {
    /// Takes effect for operations that begin afterwards. 1...cores; larger values are clamped.
    package static func setThreads(_ count: Int) { heed_set_threads(Int32(clamping: max(1, min(count, cores)))) }
    package static var threads: Int { Int(heed_threads()) }
    /// Cores that this process may run on.
    package static var cores: Int { Int(heed_cores()) }
    /// "avx512_vnni", "avx512", "avx2", "neon" or "plain": what this process's kernels were dispatched to. `HEED_MAX_ISA` holds it
    /// down.
    package static var instructionSet: String { String(cString: heed_instruction_set()) }
}

import CKernels
import Engine
import Glibc
import Tensors
import TestSupport
import Testing
import Transformer

/// What heed and oneDNN are held down to: kernels are chosen once in a process, so each has one of its own.
private enum HeldDown: String, CaseIterable, Codable {
    case nothing
    case oneDNNToAVX2
    case oneDNNToAVX512WithoutVNNI
    case everythingToAVX2
    case everythingToPlain

    func apply() {
        switch self {
        case .nothing: break
        case .oneDNNToAVX2: setenv("ONEDNN_MAX_CPU_ISA", "AVX2", 1)
        case .oneDNNToAVX512WithoutVNNI: setenv("ONEDNN_MAX_CPU_ISA", "AVX512_CORE", 1)
        case .everythingToAVX2:
            setenv("ONEDNN_MAX_CPU_ISA", "AVX2", 1)
            setenv("HEED_MAX_ISA", "avx2", 1)
        case .everythingToPlain:
            setenv("ONEDNN_MAX_CPU_ISA", "SSE41", 1)
            setenv("HEED_MAX_ISA", "plain", 1)
        }
    }

    /// Instruction sets that heed's kernels may then be of.
    var allowed: [String] {
        switch self {
        case .everythingToPlain: ["plain"]
        case .everythingToAVX2: ["avx2", "neon", "plain"]
        default: ["avx512", "avx2", "neon", "plain"]
        }
    }
}

/// A reply is the same alone on one thread and in a crowd on several, with maps and without, on every instruction set.
@Suite struct InstructionSetInvarianceTests {
    @Test(arguments: HeldDown.allCases)
    private func repliesAreTheSameAloneAndInACrowd(_ heldDown: HeldDown) async {
        await #expect(processExitsWith: .success) { [heldDown] in
            heldDown.apply()
            #expect(heldDown.allowed.contains(Parallelism.instructionSet))
            let random = try RandomModel()
            for type in WeightType.allCases {
                let model = try random.load(as: type)
                try await expectInvariance(of: model.mixedJobs(12, inputs: random.inputs), "\(type), \(heldDown)")
            }
        }
    }
}

private func expectInvariance(of jobs: [DecodeJob], _ comment: Comment) async throws {
    let engine = Engine()
    heed_set_threads(1)
    let alone = try await engine.alone(jobs)
    for threads: Int32 in [1, 2, 3] {
        heed_set_threads(threads)
        let crowd = try await engine.together(jobs)
        #expect(crowd.map(\.decodedSequences) == alone.map(\.decodedSequences), "\(threads) threads, \(comment)")
        #expect(crowd.map(\.weights) == alone.map(\.weights), "\(threads) threads, \(comment)")
    }
    let mapsTurned = try await engine.together(
        jobs.map { job in
            var turned = job
            turned.attention = job.attention == .none ? job.model.allMaps : .none
            return turned
        })
    #expect(mapsTurned.map(\.decodedSequences) == alone.map(\.decodedSequences), "maps, \(comment)")
    await engine.stop()
}

import CKernels
import Engine
import Glibc
import Tensors
import TestSupport
import Testing
import Transformer

/// What kernels are held down to: they are chosen once in a process, so each has one of its own.
private enum HeldDown: String, CaseIterable, Codable {
    case nothing
    case avx512
    case avx2
    case plain

    func apply() {
        if self != .nothing { setenv("HEED_MAX_ISA", rawValue, 1) }
    }

    /// Instruction sets that the kernels may then be of.
    var allowed: ArraySlice<String> {
        let best = ["avx512_vnni", "avx512", "avx2", "neon", "plain"]
        return best[(best.firstIndex(of: rawValue) ?? 0)...]
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
            turned.captured = job.captured == .none ? job.model.allMaps : .none
            return turned
        })
    #expect(mapsTurned.map(\.decodedSequences) == alone.map(\.decodedSequences), "maps, \(comment)")
    await engine.stop()
}

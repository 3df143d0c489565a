import Engine
import Synchronization
import Testing

@Suite struct FairnessTests {
    /// Counts, on the inference thread, the steps of a large request between the first and the last token of a small one.
    @Test func smallRequestDoesNotWaitForTheStepsOfALargeOne() async throws {
        let fixture = try GenerationFixture("marian/shared-swish")
        let engine = Engine()
        let counted = try HeldJob(fixture, newTokens: 60, waitingAt: [])
        let others = try HeldJob(fixture, newTokens: 60, waitingAt: [])
        let large = try engine.accept([counted.job] + Array(repeating: others.job, count: 255))
        await counted.firstStep()

        let steps = Mutex<[Int]>([])
        let small = try HeldJob(
            fixture, newTokens: 24, waitingAt: [],
            observer: { _, _ in
                steps.withLock { $0.append(counted.steps) }
            })
        _ = try await engine.decode([small.job])
        let seen = steps.withLock { $0 }
        #expect(seen.count == 24)
        // Side by side with the large one's these would be 23.
        #expect(try #require(seen.last) - #require(seen.first) <= 12)
        large.giveUp()
        await engine.stop()
    }
}

import Decoding
import Engine
import Synchronization
import TestSupport
import Testing

/// What an observer is told of a job's output as it is chosen.
@Suite(.timeLimit(.minutes(2))) struct GrowthTests {
    private let fixture: GenerationFixture

    init() throws { fixture = try GenerationFixture("marian/shared-swish") }

    /// All that was told of each sequence.
    private final class Record: Sendable {
        struct Told: Sendable, Equatable {
            var tokens: [Int32] = []
            var logprobs: [Float] = []
            var calls = 0
            var isFinished = false
        }

        private let state = Mutex<[Int: Told]>([:])
        var told: [Int: Told] { state.withLock { $0 } }

        var observer: TokenObserver {
            { sequence, growth in
                self.state.withLock { state in
                    #expect(state[sequence]?.isFinished != true, "nothing follows the end")
                    #expect(!growth.tokens.isEmpty && growth.tokens.count == growth.logprobs.count)
                    state[sequence, default: Told()].tokens += growth.tokens
                    state[sequence, default: Told()].logprobs += growth.logprobs
                    state[sequence, default: Told()].calls += 1
                    state[sequence, default: Told()].isFinished = growth.isFinished
                }
            }
        }
    }

    private func run(_ change: (inout DecodingOptions) -> Void) async throws -> (Record, DecodeResult) {
        var options = try DecodingOptions(
            generationConfig: fixture.model.files.generation?.root, modelConfig: fixture.model.files.configuration.root
        )
        options.numBeams = 1
        options.maxNewTokens = 12
        change(&options)
        let record = Record()
        var job = DecodeJob(
            model: fixture.model, input: .tokens(fixture.inputs[0]), task: .generate(options, stop: nil))
        job.observer = record.observer
        let engine = Engine()
        let result = try #require(try await engine.decode([job]).first)
        await engine.stop()
        return (record, result)
    }

    @Test func greedyOutputIsToldTokenByToken() async throws {
        let (record, result) = try await run { _ in }
        let decoded = try #require(result.sequences.first?.decoded)
        #expect(
            record.told == [
                0: Record.Told(
                    tokens: decoded.tokens, logprobs: decoded.logprobs, calls: decoded.tokens.count, isFinished: true)
            ])
    }

    @Test func prefixIsToldWithTheFirstToken() async throws {
        let (record, result) = try await run { $0.prefix = [5, 6, 7] }
        let decoded = try #require(result.sequences.first?.decoded)
        #expect(decoded.tokens.prefix(3) == [5, 6, 7])
        #expect(record.told[0]?.tokens == decoded.tokens)
        #expect(record.told[0]?.logprobs == decoded.logprobs)
        #expect(record.told[0]?.calls == decoded.tokens.count - 3)
    }

    @Test func sampledSequencesAreToldSideBySide() async throws {
        let (record, result) = try await run { options in
            options.doSample = true
            options.temperature = 3
            options.seed = 11
            options.numReturnSequences = 5
        }
        #expect(result.sequences.count == 5)
        for (index, sequence) in result.sequences.enumerated() {
            let told = try #require(record.told[index])
            #expect(told.tokens == sequence.decoded.tokens)
            #expect(told.logprobs == sequence.decoded.logprobs)
            #expect(told.calls == told.tokens.count)
            #expect(told.isFinished)
        }
        #expect(record.told.count == 5)
    }

    @Test func beamsTellNothingBeforeTheEnd() async throws {
        let (record, result) = try await run { $0.numBeams = 3 }
        #expect(!result.sequences.isEmpty)
        #expect(record.told.isEmpty)
    }
}

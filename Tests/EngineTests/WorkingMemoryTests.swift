import Decoding
import Testing
import Transformer

@testable import Engine

/// The estimate of what a job holds, against sums made by hand.
@Suite struct WorkingMemoryTests {
    private let float = 4

    private func job(_ fixture: GenerationFixture, beams: Int, newTokens: Int, _ attention: AttentionSelection)
        -> DecodeJob
    {
        var options = DecodingOptions()
        options.numBeams = beams
        options.maxNewTokens = newTokens
        return DecodeJob(
            model: fixture.model, tokens: [5, 6, 7, 0], task: .generate(options, stop: nil), captured: attention)
    }

    /// One decoder layer, two heads: each beam of each step has a row of weights for every head.
    @Test func capturedMapsOfEveryBeamAreCounted() throws {
        let fixture = try GenerationFixture("marian/shared-swish")
        let plain = job(fixture, beams: 64, newTokens: 60, .none).workingBytes
        var cross = AttentionSelection()
        cross.cross = .init(layers: [0], heads: [1])
        let rows = 1 + 64 * 59
        #expect(
            job(fixture, beams: 64, newTokens: 60, cross).workingBytes - plain == float * (2 * rows * 4 + 60 * 4))
        var own = AttentionSelection()
        own.decoder = .init(layers: [0], heads: [1])
        let keys = 1 + 64 * (2...60).reduce(0, +)
        #expect(
            job(fixture, beams: 64, newTokens: 60, own).workingBytes - plain == float * (2 * keys + 60 * 60))
    }

    @Test func beamsAndLengthGrowTheCache() throws {
        let fixture = try GenerationFixture("marian/shared-swish")
        let one = job(fixture, beams: 1, newTokens: 60, .none).workingBytes
        let many = job(fixture, beams: 32, newTokens: 60, .none).workingBytes
        // Keys and values of one layer, 24 wide, for each slot.
        #expect(many - one >= float * 31 * 59 * 2 * 24)
        #expect(job(fixture, beams: 32, newTokens: 20, .none).workingBytes < many / 2)
    }

    @Test func hugeNumbersDoNotOverflow() throws {
        let fixture = try GenerationFixture("marian/shared-swish")
        #expect(job(fixture, beams: 256, newTokens: Int(Int32.max), fixture.allMaps).workingBytes > 0)
    }

    @Test func rowsOfATargetAreCounted() throws {
        let fixture = try GenerationFixture("marian/shared-swish")
        let options = DecodingOptions()
        let target = DecodingTask.force(target: [Int32](repeating: 5, count: 50), options: options)
        let work = Work(
            kind: .decode(DecodeJob(model: fixture.model, tokens: [5], task: target)),
            ticket: Ticket(count: 1, deadline: nil),
            index: 0,
            submitted: .now)
        #expect(work.decoderRows == 50)
    }
}

import Decoding
import Testing
import Transformer

@testable import Engine

@Suite struct TurnTests {
    private let model: Model

    init() throws { model = try GenerationFixture("marian/shared-swish").model }

    /// A request of so many sequences.
    private func request(_ sequences: Int, tokens: Int = 6) -> [Work] {
        let ticket = Ticket<DecodeResult>(count: sequences)
        return (0..<sequences).map { index in
            let job = DecodeJob(
                model: model, input: .tokens([Int32](repeating: 1, count: tokens)),
                task: .force(target: [1], options: DecodingOptions()))
            var work = Work(job, ticket: ticket, index: index, submitted: .now)
            work.requestCost = work.cost * Double(sequences)
            return work
        }
    }

    @Test func equalRequestsStepTogether() {
        let running = (0..<64).flatMap { _ in request(1) }
        #expect(Turn(ofSmall: request(1), running: running) == nil)
        #expect(Turn(ofSmall: [], running: request(256)) == nil)
        #expect(Turn(ofSmall: [], running: []) == nil)
    }

    @Test func smallRequestHasATurnOfItsOwnBesideLargeOnes() throws {
        let large = (0..<4).flatMap { _ in request(32) }
        let small = request(1)
        let turn = try #require(Turn(ofSmall: small, running: large))
        #expect(turn.includes(small[0]))
        #expect(!turn.includes(large[0]))
        #expect(Turn.all.includes(large[0]))
        // As it runs, too.
        #expect(try #require(Turn(ofSmall: [], running: large + small)).includes(small[0]))
    }

    @Test func nothingIsGainedWhereTheSmallAreMost() {
        let small = (0..<60).flatMap { _ in request(1) }
        #expect(Turn(ofSmall: [], running: small + request(20)) == nil)
    }
}

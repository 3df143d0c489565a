import Testing

@testable import Engine

@Suite struct BatchPlannerTests {
    private func planner(cost: Int = 100, sequences: Int = 4, bytes: Int = 1 << 30) -> BatchPlanner {
        var limits = EngineLimits()
        limits.maxBatchTokens = cost
        limits.maxRunningSequences = sequences
        limits.maxWorkingBytes = bytes
        return BatchPlanner(limits: limits)
    }

    private func waiting(_ costs: [Int], rows: Int = 1, request: Int = 0) -> [BatchPlanner.Candidate] {
        costs.map { BatchPlanner.Candidate(request: request, encodingCost: $0, decoderRows: rows) }
    }

    /// Requests of one sequence each.
    private func singles(_ costs: [Int], rows: Int = 1) -> [BatchPlanner.Candidate] {
        costs.enumerated().map { BatchPlanner.Candidate(request: $0, encodingCost: $1, decoderRows: rows) }
    }

    private func load(sequences: Int, rows: Int? = nil, bytes: Int = 0) -> EngineLoad {
        EngineLoad(sequences: sequences, rows: rows ?? sequences, bytes: bytes, cost: sequences)
    }

    @Test func admitsWithinTheBudgetOfABatch() {
        #expect(planner().admissions(waiting: waiting([40, 40, 40]), running: EngineLoad()) == [0, 1])
        #expect(planner().admissions(waiting: [], running: EngineLoad()) == [])
    }

    @Test func admitsNoMoreSequencesThanMayRun() {
        #expect(planner().admissions(waiting: waiting([1, 1, 1]), running: load(sequences: 3)) == [0])
        #expect(planner().admissions(waiting: waiting([1, 1, 1]), running: load(sequences: 4)) == [])
        #expect(planner().admissions(waiting: waiting([1, 1, 1], rows: 0), running: load(sequences: 4)) == [0, 1, 2])
    }

    @Test func beamsCountAsRows() {
        let admitted = planner(cost: 10).admissions(
            waiting: singles([1, 1], rows: 4), running: load(sequences: 1, rows: 4))
        #expect(admitted == [0])
    }

    @Test func admitsNoMoreThanTheWorkingMemoryHolds() {
        let planner = planner(bytes: 100)
        let waiting = (0..<3).map { BatchPlanner.Candidate(request: $0, encodingCost: 1, decoderRows: 1, bytes: 40) }
        #expect(planner.admissions(waiting: waiting, running: EngineLoad()) == [0, 1])
        #expect(planner.admissions(waiting: waiting, running: load(sequences: 1, bytes: 61)) == [])
    }

    @Test func oversizedSequenceRunsAlone() {
        #expect(planner().admissions(waiting: singles([500, 1]), running: EngineLoad()) == [0])
        #expect(planner().admissions(waiting: waiting([500, 1]), running: load(sequences: 1)) == [])
    }

    @Test func requestsTakeTurns() {
        let many = waiting([5, 5, 5, 5], request: 0)
        let one = waiting([5], request: 4)
        #expect(planner(cost: 15).admissions(waiting: many + one, running: EngineLoad()) == [0, 4, 1])
    }

    @Test func whoHoldsLessIsNext() {
        let admitted = planner(cost: 20, sequences: 100).admissions(
            waiting: waiting([5, 5, 5], request: 0) + waiting([5, 5, 5], request: 3), running: load(sequences: 2)
        ) { request in request == 0 ? EngineLoad(sequences: 2, rows: 2, bytes: 0, cost: 10) : EngineLoad() }
        #expect(admitted == [3, 4, 0, 5])
    }

    /// One alone three quarters, four of them three parts of thirteen each.
    @Test(arguments: [(1, 96), (4, 28)]) func requestsLeaveRoomForOneMore(requests: Int, each: Int) {
        let planner = planner(cost: 100_000, sequences: 128)
        let crowd = (0..<requests).flatMap { waiting([Int](repeating: 1, count: 256), request: $0 * 256) }
        let admitted = planner.admissions(waiting: crowd, running: EngineLoad())
        for request in 0..<requests {
            let count = admitted.count { crowd[$0].request == request * 256 }
            #expect((each...each + 2).contains(count), "\(request): \(count)")
        }
        let newcomer = waiting([6], request: 5000)
        let full = planner.admissions(waiting: newcomer, running: load(sequences: admitted.count))
        #expect(full == [0])
    }

    @Test func whoFoundNoRoomForLongIsNext() {
        var large = BatchPlanner.Candidate(request: 0, encodingCost: 50, decoderRows: 90)
        let small = waiting([1], request: 1)
        let running = load(sequences: 2, rows: 20)
        #expect(planner().admissions(waiting: [large] + small, running: running) == [1])
        large.passedOver = BatchPlanner.patience
        #expect(planner().admissions(waiting: [large] + small, running: running) == [])
        #expect(planner().admissions(waiting: [large] + small, running: load(sequences: 1, rows: 10)) == [0])
    }

    @Test func amountsAtTheEndOfIntegersDoNotTrap() {
        let planner = planner(cost: .max, sequences: .max, bytes: .max)
        let waiting = (0..<2).map { _ in
            BatchPlanner.Candidate(request: 0, encodingCost: 1, decoderRows: 1, bytes: 1 << 62)
        }
        #expect(planner.admissions(waiting: waiting, running: EngineLoad()) == [0])
    }
}

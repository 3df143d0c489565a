import Checkpoints
import Engine
import Tasks
import TestSupport
import Testing

/// Tasks are asked for and done without any request.
struct TaskTests {
    private static func served(_ fixture: String) throws -> ServedModel {
        try ServedModel(name: "m", directory: try ModelDirectory(path: Fixtures.path(fixture)), maxInputTokens: 64)
    }

    private static var deadline: Deadline { Deadline(instant: .now + .seconds(3600), seconds: 3600) }

    @Test func encodesAndDecodes() async throws {
        let engine = Engine()
        let served = try Self.served("marian/shared-swish")
        let input = Sequences(items: [.ids([5, 6, 7, 0]), .ids([8, 0])], isSingle: false)
        let encoding = try await EncodePlan(
            EncodeTask(input: input), served, maxInputs: 2, deadline: Self.deadline)
        let encoded = try await encoding.outcome(of: engine, by: Self.deadline)
        #expect(encoded.usage.inputTokens == 6)
        #expect(encoded.results.map(\.hiddenStates.shape[0]) == [4, 2])

        var task = DecodeTask(input: input)
        task.attention = AttentionChoice(maps: [.cross])
        let decoding = try await DecodePlan(task, served, maxInputs: 2, deadline: Self.deadline)
        let outcome = try await decoding.outcome(of: engine, by: Self.deadline)
        #expect(outcome.results.count == 2 && outcome.mapBytes > 0)
        #expect(outcome.usage.outputTokens == outcome.lengths.joined().reduce(0, +))
        await engine.stop()
        let after = try await #require(throws: Problem.self) {
            try await decoding.outcome(of: engine, by: Self.deadline)
        }
        #expect(after.kind == .stopped)
    }

    @Test func problemsSayWhereAndNotHowItWasSent() async throws {
        let served = try Self.served("marian/shared-swish")
        let task = EncodeTask(input: Sequences(items: [.ids([5]), .ids([5, 1_000_000])], isSingle: false))
        let problem = try await #require(throws: Problem.self) {
            try await EncodePlan(task, served, maxInputs: 2, deadline: Self.deadline)
        }
        #expect(problem.kind == .outOfRange && problem.place == Place(.input, item: 1, token: 1))
        // Names are a dialect's.
        let spelled = problem.message.spelled { piece in
            if case .place(let place) = piece { "\(place.part)/\(place.item ?? -1)/\(place.token ?? -1)" } else { "?" }
        }
        #expect(spelled.hasPrefix("input/1/1 must be a token id from 0 to "))

        var single = task
        single.input = Sequences(items: [.ids([1_000_000])], isSingle: true)
        let other = try await #require(throws: Problem.self) {
            try await EncodePlan(single, served, maxInputs: 2, deadline: Self.deadline)
        }
        #expect(other.place == Place(.input, token: 0))
    }

    @Test func remediesNameSettingsAsTheyWouldHaveToBeSent() async throws {
        let served = try Self.served("marian/shared-swish")
        let long = Sequences(items: [.ids(Array(repeating: 5, count: 65))], isSingle: true)
        let problem = try await #require(throws: Problem.self) {
            try await EncodePlan(EncodeTask(input: long), served, maxInputs: 1, deadline: Self.deadline)
        }
        #expect(problem.kind == .inputTooLong)
        #expect(problem.message.pieces.contains(.alternative(.overflow, "\"truncate\"")))
        var truncating = EncodeTask(input: long)
        truncating.overflow = .truncate
        let plan = try await EncodePlan(truncating, served, maxInputs: 1, deadline: Self.deadline)
        #expect(plan.inputs.map(\.droppedTokens) == [1])
    }

    @Test func catalogKnowsItsModelsByName() throws {
        let served = try Self.served("marian/shared-swish")
        let catalog = ModelCatalog([served])
        #expect(try catalog.model(named: nil).name == "m")
        let problem = try #require(throws: Problem.self) { try catalog.model(named: "other") }
        #expect(problem.kind == .unknownModel && problem.place == Place(.model))
    }
}

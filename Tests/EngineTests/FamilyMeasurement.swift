import Decoding
import Engine
import JSON
import TestSupport
import Transformer

/// How far the engine's results are from what transformers computed with a fixture's model.
struct FamilyMeasurement: Sendable {
    enum Quantity: String, CaseIterable {
        case hiddenStates = "hidden states"
        case encoderMaps = "encoder maps"
        case logprobs = "log-probabilities"
        case decoderMaps = "decoder maps"
        case crossMaps = "cross maps"
        case scores = "beam scores"
    }

    let model: String
    /// For what the fixture has, the largest difference as a fraction of the reference's scale.
    private(set) var largest: [Quantity: Float] = [:]
    /// Runs of `generate`, and those whose token ids are not the reference's.
    private(set) var runs = 0
    private(set) var differingRuns: [String] = []

    /// - model: its folder under Tests/Fixtures
    init(of model: String) async throws {
        self.model = model
        let fixture = try GenerationFixture(model)
        let engine = Engine()
        try await measureEncoder(fixture, engine)
        try await measureForced(fixture, engine)
        for expected in try fixture.cases() { try await measure(expected, fixture, engine) }
        await engine.stop()
    }

    private mutating func measureEncoder(_ fixture: GenerationFixture, _ engine: Engine) async throws {
        var attention = AttentionSelection.none
        attention.encoder = fixture.allMaps.encoder
        let jobs = fixture.inputs.map { EncodeJob(model: fixture.model, input: .tokens($0), captured: attention) }
        for (result, expected) in zip(try await engine.encode(jobs), try fixture.encoded) {
            record(.hiddenStates, Difference(result.hiddenStates.array(), from: expected.hiddenStates))
            record(.encoderMaps, result.attention, from: expected.attentions)
        }
    }

    private mutating func measureForced(_ fixture: GenerationFixture, _ engine: Engine) async throws {
        for expected in try fixture.forced() {
            let job = DecodeJob(
                model: fixture.model, input: .tokens(fixture.inputs[expected.input]),
                task: .force(target: expected.labels, options: try fixture.options(JSONDocument(parsing: "{}").root)),
                captured: fixture.allMaps)
            for sequence in try await engine.decode([job]).flatMap(\.sequences) {
                record(.logprobs, Difference(sequence.decoded.logprobs, from: expected.logprobs))
                record(.decoderMaps, sequence.decoder, from: expected.decoderAttentions)
                record(.crossMaps, sequence.cross, from: expected.crossAttentions)
            }
        }
    }

    private mutating func measure(
        _ expected: GenerationFixture.Case, _ fixture: GenerationFixture, _ engine: Engine
    ) async throws {
        let job = try fixture.job(expected, withMaps: expected.crossAttentions != nil)
        let sequences = try await engine.decode([job]).flatMap(\.sequences)
        runs += 1
        guard sequences.map(\.decoded.tokens) == expected.sequences else {
            differingRuns.append("\(expected.name) of input \(expected.input)")
            return
        }
        if let scores = expected.scores {
            record(.scores, Difference(sequences.map(\.decoded.score), from: scores))
        }
        for (sequence, logprobs) in zip(sequences, expected.logprobs) {
            // Of a prefix, which was not chosen, only the reference may have them.
            let count = logprobs.flatFloats.count
            record(.logprobs, Difference(Array(sequence.decoded.logprobs.suffix(count)), from: logprobs))
        }
        if let cross = expected.crossAttentions?.list, let own = expected.decoderAttentions?.list {
            for (index, sequence) in sequences.enumerated() {
                record(.crossMaps, sequence.cross, from: cross[index])
                record(.decoderMaps, sequence.decoder, from: own[index])
            }
        }
    }

    private mutating func record(_ quantity: Quantity, _ map: AttentionMap?, from expected: JSONValue) {
        record(quantity, Difference(map?.weights.array() ?? [], from: expected))
    }

    private mutating func record(_ quantity: Quantity, _ difference: Difference) {
        largest[quantity] = max(largest[quantity] ?? 0, difference.relative)
    }
}

/// Measures each model once for all tests.
actor FamilyMeasurements {
    static let shared = FamilyMeasurements()
    private var tasks: [String: Task<FamilyMeasurement, any Error>] = [:]

    func of(_ model: String) async throws -> FamilyMeasurement {
        let task = tasks[model] ?? Task { try await FamilyMeasurement(of: model) }
        tasks[model] = task
        return try await task.value
    }
}

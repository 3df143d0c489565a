import Decoding
import Engine
import Tensors
import TestSupport
import Testing
import Transformer

/// A reply does not depend on who else is being served, nor on whether maps are asked for.
@Suite struct EngineInvarianceTests {
    /// One of each way to tell positions apart.
    private static let models = ["marian/shared-swish", "families/t5/tied-relu", "families/m2m_100/forced-language"]

    @Test(arguments: models, WeightType.allCases)
    func aloneEqualsAmongFortyOthers(_ name: String, _ type: WeightType) async throws {
        let fixture = try GenerationFixture(name, as: type)
        let engine = Engine()
        let jobs = try fixture.model.mixedJobs(42, inputs: fixture.inputs)
        let alone = try await engine.alone(jobs)
        let crowd = try await engine.together(jobs)
        #expect(crowd.count == 42 && alone.count == 42)
        for (single, together) in zip(alone, crowd) {
            #expect(together.sequences.map(\.decoded) == single.sequences.map(\.decoded))
            for (left, right) in zip(together.sequences, single.sequences) {
                #expect(left.cross?.weights.array() == right.cross?.weights.array())
                #expect(left.decoder?.weights.array() == right.decoder?.weights.array())
            }
            #expect(together.encoder?.weights.array() == single.encoder?.weights.array())
        }
        await engine.stop()
    }

    @Test(arguments: models + ["marian/separate-vocabularies"], WeightType.allCases)
    func mapsChangeNothingElse(_ name: String, _ type: WeightType) async throws {
        let fixture = try GenerationFixture(name, as: type)
        let engine = Engine()
        for job in try fixture.model.mixedJobs(42, inputs: fixture.inputs) {
            var plain = job
            plain.captured = .none
            var mapped = job
            mapped.captured = fixture.allMaps
            let without = try #require(try await engine.decode([plain]).first)
            let with = try #require(try await engine.decode([mapped]).first)
            #expect(without.sequences.map(\.decoded) == with.sequences.map(\.decoded))
            #expect(without.sequences.allSatisfy { $0.cross == nil && $0.decoder == nil })
            #expect(with.sequences.allSatisfy { $0.cross != nil && $0.decoder != nil })
        }
        await engine.stop()
    }

    /// What the engine captures is more than what a client gets of it.
    @Test func wantedMapsAreThoseOfMoreThatAreCaptured() async throws {
        let fixture = try GenerationFixture("marian/deep-decoder-bfloat16")
        let engine = Engine()
        let layers = try #require(fixture.model.description.decoder).layers
        #expect(layers > 1)
        for job in try fixture.model.mixedJobs(8, inputs: fixture.inputs) {
            var wanted = job
            wanted.captured = AttentionSelection(
                encoder: .init(layers: [0], heads: [1]), cross: .init(layers: [layers - 1, 0], heads: [1, 0]))
            var mapped = job
            mapped.captured = fixture.allMaps
            let few = try #require(try await engine.decode([wanted]).first)
            let all = try #require(try await engine.decode([mapped]).first)
            let selected = all.selecting(wanted.captured)
            #expect(selected.weights == few.weights)
            #expect(!few.weights.isEmpty && few.weights != all.weights)
            #expect(selected.encoder?.layers == [0] && selected.encoder?.heads == [1])
            #expect(selected.sequences.allSatisfy { $0.decoder == nil && $0.cross?.layers == [layers - 1, 0] })
            #expect(all.selecting(fixture.allMaps).weights == all.weights)
            #expect(all.selecting(.none).weights.isEmpty)
        }
        await engine.stop()
    }

    @Test func encodingAmongOthersEqualsAlone() async throws {
        let fixture = try GenerationFixture("marian/deep-decoder-bfloat16")
        let engine = Engine()
        let jobs = fixture.inputs.map { EncodeJob(model: fixture.model, input: .tokens($0)) }
        let together = try await engine.encode(jobs)
        #expect(together.count == jobs.count)
        for (job, result) in zip(jobs, together) {
            let alone = try #require(try await engine.encode([job]).first)
            #expect(alone.hiddenStates.array() == result.hiddenStates.array())
        }
        await engine.stop()
    }
}

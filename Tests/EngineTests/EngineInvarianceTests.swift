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
            plain.attention = .none
            var mapped = job
            mapped.attention = fixture.allMaps
            let without = try #require(try await engine.decode([plain]).first)
            let with = try #require(try await engine.decode([mapped]).first)
            #expect(without.sequences.map(\.decoded) == with.sequences.map(\.decoded))
            #expect(without.sequences.allSatisfy { $0.cross == nil && $0.decoder == nil })
            #expect(with.sequences.allSatisfy { $0.cross != nil && $0.decoder != nil })
        }
        await engine.stop()
    }

    @Test func encodingAmongOthersEqualsAlone() async throws {
        let fixture = try GenerationFixture("marian/deep-decoder-bfloat16")
        let engine = Engine()
        let jobs = fixture.inputs.map { EncodeJob(model: fixture.model, tokens: $0) }
        let together = try await engine.encode(jobs)
        #expect(together.count == jobs.count)
        for (job, result) in zip(jobs, together) {
            let alone = try #require(try await engine.encode([job]).first)
            #expect(alone.hiddenStates.array() == result.hiddenStates.array())
        }
        await engine.stop()
    }
}

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
        let jobs = try mixedJobs(fixture)
        var alone: [DecodeResult] = []
        for job in jobs { alone.append(try #require(try await engine.decode([job]).first)) }

        let crowd = try await withThrowingTaskGroup(of: (Int, DecodeResult).self) { group in
            for (index, job) in jobs.enumerated() {
                group.addTask { (index, try #require(try await engine.decode([job]).first)) }
            }
            return try await group.reduce(into: [Int: DecodeResult]()) { $0[$1.0] = $1.1 }
        }
        #expect(crowd.count >= 40)
        for (index, single) in alone.enumerated() {
            let together = try #require(crowd[index])
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
        for job in try mixedJobs(fixture) {
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

    /// Greedy, beams, sampling and forced decoding of many lengths, some with maps.
    private func mixedJobs(_ fixture: GenerationFixture) throws -> [DecodeJob] {
        let inputs = fixture.inputs
        return try (0..<42).map { index in
            var options = try DecodingOptions(
                generationConfig: fixture.model.generationConfiguration?.root,
                modelConfig: fixture.model.configuration.root)
            options.maxNewTokens = 4 + index % 9
            options.numBeams = 1
            var task = DecodingTask.generate(options, stop: nil)
            switch index % 4 {
            case 0: break
            case 1:
                options.numBeams = 2 + index % 3
                options.numReturnSequences = 2
                task = .generate(options, stop: nil)
            case 2:
                options.doSample = true
                options.seed = UInt64(index)
                task = .generate(options, stop: nil)
            default: task = .force(target: [5, 9, 14, 3, 8], options: options)
            }
            return DecodeJob(
                model: fixture.model, tokens: inputs[index % inputs.count], task: task,
                attention: index % 3 == 0 ? fixture.allMaps : .none)
        }
    }
}

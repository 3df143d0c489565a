import Checkpoints
import Decoding
import Engine
import JSON
import TestSupport
import Testing
import Transformer

/// What `generate` of transformers returns, reproduced: ids exactly, scores, log-probabilities and the maps of a beam's path.
@Suite struct GenerationReferenceTests {
    @Test(arguments: Fixtures.marianModels)
    func generationEqualsReference(_ name: String) async throws {
        let fixture = try GenerationFixture(name)
        let engine = Engine()
        let cases = try fixture.cases()
        #expect(cases.count >= 20)
        var mapsCompared = 0
        for expected in cases {
            let job = try fixture.job(expected, withMaps: expected.crossAttentions != nil)
            let result = try #require(try await engine.decode([job]).first)
            let comment = Comment(rawValue: "\(name): \(expected.name) of input \(expected.input)")
            #expect(result.sequences.map(\.decoded.tokens) == expected.sequences, comment)
            if let scores = expected.scores {
                let difference = Difference(result.sequences.map(\.decoded.score), from: scores)
                #expect(difference.isWithin(1e-4), "\(comment): scores \(difference)")
            }
            for (sequence, logprobs) in zip(result.sequences, expected.logprobs) {
                let difference = Difference(
                    Array(sequence.decoded.logprobs.suffix(logprobs.flatFloats.count)), from: logprobs)
                #expect(difference.isWithin(1e-4), "\(comment): log-probabilities \(difference)")
            }
            if let cross = expected.crossAttentions?.elements, let own = expected.decoderAttentions?.elements {
                let counts = [cross.count, own.count, result.sequences.count]
                #expect(Set(counts).count == 1, comment)
                for (index, sequence) in result.sequences.enumerated() {
                    let found = (try #require(sequence.cross), try #require(sequence.decoder))
                    #expect(Difference(found.0.weights.array(), from: cross[index]).isWithin(1e-4), comment)
                    #expect(Difference(found.1.weights.array(), from: own[index]).isWithin(1e-4), comment)
                    mapsCompared += 1
                }
            }
        }
        #expect(mapsCompared >= 3)
        await engine.stop()
    }
}

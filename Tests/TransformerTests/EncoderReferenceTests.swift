import JSON
import Tensors
import TestSupport
import Testing
import Transformer

/// Numbers that transformers computed with encoder-only models, reproduced to 1e-4 of their scale.
@Suite struct EncoderReferenceTests {
    private let tolerance: Float = 1e-4

    @Test(arguments: Fixtures.encoderModels)
    func hiddenStatesAndMapsEqualReference(_ name: String) throws {
        let fixture = try EncoderFixture(name)
        #expect(fixture.inputs.count >= 4)
        for entry in fixture.inputs {
            let tokens = try entry.required("input_ids").tokenIDs
            let output = fixture.model.encoder([.tokens(tokens)], selections: [fixture.allMaps])
            let hidden = Difference(output.hiddenStates.array(), from: try entry.required("encoder_hidden_states"))
            #expect(hidden.isWithin(tolerance), "hidden states: \(hidden)")
            let map = try #require(output.attention[0])
            let weights = Difference(map.weights.array(), from: try entry.required("encoder_attentions"))
            #expect(weights.isWithin(tolerance), "attention: \(weights)")
        }
    }

    @Test(arguments: Fixtures.encoderModels)
    func batchedSequenceWithoutMapsEqualsSingleOneWithThem(_ name: String) throws {
        let fixture = try EncoderFixture(name)
        let sequences = try fixture.inputs.map { try $0.required("input_ids").tokenIDs }
        let together = fixture.model.encoder(sequences.map { .tokens($0) }, selections: sequences.map { _ in nil })
        #expect(together.batch.ranges.count == sequences.count)
        for (tokens, rows) in zip(sequences, together.batch.ranges) {
            let alone = fixture.model.encoder([.tokens(tokens)], selections: [fixture.allMaps])
            #expect(alone.hiddenStates.array() == together.hiddenStates.rows(rows).array())
        }
    }

    @Test(arguments: Fixtures.encoderModels)
    func headsAndOldBuffersAreNoSurprise(_ name: String) throws {
        let fixture = try EncoderFixture(name)
        #expect(fixture.model.notices == [])
        #expect(fixture.model.decoder == nil)
        #expect(fixture.model.description.decoder == nil)
    }
}

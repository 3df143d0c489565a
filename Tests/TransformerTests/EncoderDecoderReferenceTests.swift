import JSON
import Tensors
import TestSupport
import Testing
import Transformer

/// Numbers that transformers computed, reproduced to 1e-4 of their scale.
@Suite struct EncoderDecoderReferenceTests {
    private let tolerance: Float = 1e-4

    @Test(arguments: Fixtures.encoderDecoderModels)
    func encoderEqualsReference(_ name: String) throws {
        let fixture = try EncoderDecoderFixture(name)
        for entry in try fixture.entries("inputs") {
            let tokens = try entry.required("input_ids").tokenIDs
            let output = fixture.model.encoder([.tokens(tokens)], selections: [fixture.allEncoderMaps])
            let hidden = Difference(output.hiddenStates.array(), from: try entry.required("encoder_hidden_states"))
            #expect(hidden.isWithin(tolerance), "hidden states: \(hidden)")
            let map = try #require(output.attention[0])
            let weights = Difference(map.weights.array(), from: try entry.required("encoder_attentions"))
            #expect(weights.isWithin(tolerance), "attention: \(weights)")
        }
    }

    @Test(arguments: Fixtures.encoderDecoderModels)
    func forcedDecoderEqualsReference(_ name: String) throws {
        let fixture = try EncoderDecoderFixture(name)
        let decoder = try #require(fixture.model.decoder)
        var fullRows = 0
        for entry in try fixture.entries("forced") {
            let (state, logits) = try run(
                fixture, source: fixture.inputTokens(entry), prompt: entry.required("decoder_input_ids").tokenIDs)
            logits.logSoftmaxRows()
            let labels = try entry.required("labels").tokenIDs
            let found = labels.enumerated().map { logits[$0, Int($1)] }
            let logprobs = Difference(found, from: try entry.required("label_logprobs"))
            #expect(logprobs.isWithin(tolerance), "log-probabilities: \(logprobs)")
            if let full = entry["logprobs"] {
                let all = Difference(logits.array(), from: full)
                #expect(all.isWithin(tolerance), "full log-probabilities: \(all)")
                #expect(logits.shape == Shape(labels.count, decoder.vocabularySize))
                fullRows += labels.count
            }
            let maps = state.attentionMaps(along: labels.indices.map { (step: 0, row: $0) })
            let own = Difference(
                try #require(maps.decoder).weights.array(), from: try entry.required("decoder_attentions"))
            #expect(own.isWithin(tolerance), "decoder attention: \(own)")
            let cross = Difference(
                try #require(maps.cross).weights.array(), from: try entry.required("cross_attentions"))
            #expect(cross.isWithin(tolerance), "cross-attention: \(cross)")
        }
        #expect(fullRows > 0)
    }

    @Test(arguments: Fixtures.encoderDecoderModels)
    func stepByStepEqualsAllAtOnce(_ name: String) throws {
        let fixture = try EncoderDecoderFixture(name)
        let entry = try #require(
            fixture.entries("forced").max { $0["labels"]?.tokenIDs.count ?? 0 < $1["labels"]?.tokenIDs.count ?? 0 })
        let inputs = try entry.required("decoder_input_ids").tokenIDs
        #expect(inputs.count > 2)
        let source = try fixture.inputTokens(entry)
        let (whole, allAtOnce) = try run(fixture, source: source, prompt: inputs)

        let decoder = try #require(fixture.model.decoder)
        let encoded = fixture.model.encoder([.tokens(source)], selections: [nil]).hiddenStates
        let state = decoder.begin(
            source: decoder.sources(of: encoded, rows: [0..<source.count])[0], prompt: [inputs[0]],
            capturing: AttentionSelection(decoder: fixture.allDecoderMaps, cross: fixture.allDecoderMaps))
        var rows = decoder(DecoderStep([state])).array()
        for token in inputs.dropFirst() {
            state.advance(1) { _ in (token, 0) }
            rows += decoder(DecoderStep([state])).array()
        }
        #expect(rows == allAtOnce.array())

        let cached = state.attentionMaps(along: inputs.indices.map { (step: $0, row: 0) })
        let uncached = whole.attentionMaps(along: inputs.indices.map { (step: 0, row: $0) })
        #expect(try #require(cached.decoder).weights.array() == #require(uncached.decoder).weights.array())
        #expect(try #require(cached.cross).weights.array() == #require(uncached.cross).weights.array())
    }

    @Test(arguments: Fixtures.encoderDecoderModels)
    func batchedSequenceEqualsSingleOne(_ name: String) throws {
        let fixture = try EncoderDecoderFixture(name)
        let sequences = try fixture.entries("inputs").map { try $0.required("input_ids").tokenIDs }
        let together = fixture.model.encoder(sequences.map { .tokens($0) }, selections: sequences.map { _ in nil })
        for (tokens, rows) in zip(sequences, together.batch.ranges) {
            let alone = fixture.model.encoder([.tokens(tokens)], selections: [fixture.allEncoderMaps])
            #expect(alone.hiddenStates.array() == together.hiddenStates.rows(rows).array())
        }
    }

    @Test func selectedHeadsAreThoseOfAllHeads() throws {
        let fixture = try EncoderDecoderFixture("marian/shared-swish")
        let tokens = try #require(fixture.entries("inputs").last).required("input_ids").tokenIDs
        let all = try #require(
            fixture.model.encoder([.tokens(tokens)], selections: [fixture.allEncoderMaps]).attention[0])
        let selected = AttentionSelection.Selected(layers: [2, 0], heads: [1])
        let some = try #require(fixture.model.encoder([.tokens(tokens)], selections: [selected]).attention[0])
        #expect(some.weights.shape == Shape(2, 1, tokens.count, tokens.count))
        let size = tokens.count * tokens.count
        let heads = fixture.model.description.encoder.heads
        let whole = all.weights.array()
        func head(_ layer: Int) -> [Float] {
            let start = (layer * heads + 1) * size
            return Array(whole[start..<start + size])
        }
        #expect(some.weights.array() == head(2) + head(0))
    }

    private func run(
        _ fixture: EncoderDecoderFixture, source: [Int32], prompt: [Int32]
    ) throws -> (state: DecoderState, logits: Tensor) {
        let decoder = try #require(fixture.model.decoder)
        let encoded = fixture.model.encoder([.tokens(source)], selections: [nil]).hiddenStates
        let state = decoder.begin(
            source: decoder.sources(of: encoded, rows: [0..<source.count])[0], prompt: prompt,
            capturing: AttentionSelection(decoder: fixture.allDecoderMaps, cross: fixture.allDecoderMaps))
        return (state, decoder(DecoderStep([state])))
    }
}

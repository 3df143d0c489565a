import JSON
import Tensors
import TestSupport
import Testing

@testable import Decoding

/// Searches against transformers' `generate`, on a decoder that is a table; see Tools/fixtures/README.md.
@Suite struct ReferenceTests {
    private static let golden = Result { try Fixtures.json("decoding/golden.json") }

    static let runs: [Int] = (try? golden.get()["runs"]?.elements).map { Array($0.indices) } ?? []

    @Test func fixtureIsRead() throws {
        #expect(Self.runs.count >= 270)
    }

    @Test(arguments: runs) func equalsTransformers(index: Int) throws {
        let golden = try Self.golden.get()
        let run = try #require(golden["runs"]?.elements?[index])
        let settings = try #require(run["settings"])
        let table = try #require(run["table"]?.integer)
        let decoder = try Self.decoder(golden, table: table)

        var options = try DecodingOptions(generationConfig: settings, modelConfig: golden)
        if let prompt = settings["decoder_input_ids"] { options.prefix = Array(try tokens(prompt).dropFirst()) }
        options.source = try tokens(#require(settings["source"]))
        let stopToken = settings["stop_token"]?.integer
        let stop = stopToken.map(endsWith)

        let result = try decoder.run(.generate(options, stop: stop))
        let expected = try #require(run["sequences"]?.elements).map { try tokens($0) }
        #expect(result.sequences.map { [options.decoderStartToken] + $0.tokens } == expected)
        guard result.sequences.count == expected.count else { return }

        for (number, sequence) in result.sequences.enumerated() {
            let logprobs = try #require(run["logprobs"]?.elements?[number].elements).compactMap(\.number)
            #expect(sequence.logprobs.count == sequence.tokens.count)
            for (logprob, expected) in zip(sequence.logprobs, logprobs) { #expect(isClose(logprob, expected)) }
            if let score = run["sequences_scores"]?.elements?[number].number {
                #expect(isClose(sequence.score, score))
            } else {
                #expect(isClose(sequence.score, logprobs.reduce(0, +)))
            }
            if let beams = run["beam_indices"]?.elements?[number].elements {
                let path = sequence.path.dropFirst(options.prefix.count)
                // Our first step has one row where transformers has a copy for each beam.
                #expect(path.dropFirst().map(\.row) == beams.dropFirst().compactMap(\.integer))
            }
            checkPath(of: sequence, in: result)
            if options.forcedEOSTokens.isEmpty || sequence.tokens.count + 1 < options.effectiveMaxLength {
                #expect(sequence.finishReason == reason(sequence, options, stopToken: stopToken))
            } else {
                // Whether the end token at the limit would have been chosen is not in the fixture; see `LimitTests`.
                #expect(sequence.finishReason == .length || sequence.finishReason == .eos)
            }
        }
    }

    /// Draws themselves cannot be compared, but what they are drawn from can.
    @Test func samplingKeepsTheTokensThatTransformersKeeps() throws {
        let golden = try Self.golden.get()
        let filters = try #require(golden["filters"]?.elements)
        #expect(filters.count >= 80)
        for filter in filters {
            let table = try Self.decoder(golden, table: #require(filter["table"]?.integer))
            var options = try DecodingOptions(generationConfig: filter["settings"], modelConfig: golden)
            options.doSample = true
            if filter["settings"]?["top_k"] == nil { options.topK = 0 }
            let start = try #require(filter["row"]?.integer) * table.vocabularySize
            let row = Tensor(
                Shape(1, table.vocabularySize), Array(table.logits[start..<start + table.vocabularySize]))
            var scores = Scores(row, row: 0)
            for processor in options.processors { processor.process(&scores, history: [0]) }
            let kept = row.array().indices.filter { row[$0] > -.infinity }
            #expect(kept.map(Int32.init) == (try tokens(#require(filter["kept"]))), "table row \(start)")
        }
    }

    private func endsWith(_ token: Int) -> StopCondition {
        { tokens in tokens.last == Int32(token) }
    }

    /// Following a sequence's path leads through rows that held its tokens so far.
    private func checkPath(of sequence: DecodedSequence, in run: TableDecoder.Run) {
        #expect(sequence.path.count == sequence.tokens.count)
        for (index, entry) in sequence.path.enumerated() {
            let soFar = [run.search.prompt[0]] + sequence.tokens[..<index]
            #expect(run.steps[entry.step][entry.row] == soFar)
        }
    }

    private func reason(_ sequence: DecodedSequence, _ options: DecodingOptions, stopToken: Int?) -> FinishReason {
        guard let last = sequence.tokens.last else { return .length }
        if options.eosTokens.contains(last) { return .eos }
        return Int(last) == stopToken ? .stop : .length
    }

    private static func decoder(_ golden: JSONValue, table: Int) throws -> TableDecoder {
        let unit = Float(try #require(golden["logit_unit"]?.number))
        let units = try #require(golden["tables"]?.elements?[table].elements).compactMap(\.integer)
        return TableDecoder(
            vocabularySize: try #require(golden["vocabulary_size"]?.integer), logits: units.map { Float($0) * unit })
    }

    private func tokens(_ value: JSONValue) throws -> [Int32] {
        try #require(value.elements).compactMap(\.integer).map(Int32.init)
    }
}

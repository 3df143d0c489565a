import JSON
import Testing

@testable import heed

@Suite struct InspectionTextTests {
    private func lines(_ report: String) throws -> [String] {
        InspectionText(try JSONDocument(parsing: Array(report.utf8)).root).lines
    }

    @Test func modelReadsInOneLineForEachThing() throws {
        let lines = try lines(
            """
            {"directory": "/m", "servable": true, "problems": [], "notices": ["mind this"],
             "model": {"family": "bart", "hidden_size": 8, "parameters": 99,
                "encoder": {"layers": 2, "heads": 4, "feed_forward_size": 16, "vocabulary_size": 50, "max_positions": 12},
                "decoder": null},
             "weights": {"files": ["a", "b"], "types": [{"type": "F16", "tensors": 3}], "used": ["x", "y"], "unread": ["z"],
                "unused": []},
             "tokenizer": {"kind": "BPE", "source_vocabulary_size": 50, "target_vocabulary_size": 50},
             "languages": ["en", "fr"], "source_language": "en", "target_language": null,
             "modules": [{"type": "Transformer"}, {"type": "Pooling", "pooling_mode": ["mean"]}], "encoding_defaults": {"pooling": "mean", "normalize": true}, "decoding_defaults": {"num_beams": 4},
             "limits": {"max_input_tokens": 12, "max_target_tokens": null}}
            """)
        for line in [
            "family              bart",
            "encoder             2 layers, 4 heads, feed-forward 16, vocabulary 50, 12 positions",
            "decoder             none", "weights             a, b", "tensors             3 × F16",
            "used                2",
            "left unread         1: z", "unknown             none", "tokenizer           BPE, 50 ids",
            "languages           2: en, fr", "  default source    en", "modules             Transformer, Pooling",
            "pooling             mean, normalised",
            "generation          num_beams 4", "longest input       12 tokens", "notice              mind this",
            "servable            yes",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
    }

    @Test func nothingIsSaidOfWhatIsNotThere() throws {
        let lines = try lines(
            #"{"directory":"/m","servable":false,"problems":[{"area":"directory","message":"none"}],"tokenizer":null}"#)
        #expect(lines.map { $0.prefix { $0 != " " } } == ["directory", "problem", "servable"])
    }

    @Test func manyProblemsOfOneAreaAreCounted() throws {
        let problems = (0..<100).map { #"{"area":"weights","message":"tensor \#($0)"}"# }.joined(separator: ",")
        let lines = try lines(
            #"{"servable":false,"problems":[\#(problems),{"area":"tokenizer","message":"bad"}]}"#)
        #expect(lines.filter { $0.hasPrefix("problem") }.count == 22)
        #expect(lines.contains("problem             weights: 80 more (see --json)"))
        #expect(lines.contains("problem             tokenizer: bad"))
        #expect(lines.last == "servable            no")
    }
}

import Checkpoints
import Foundation
import JSON
import TestSupport
import Testing

@testable import Tokenizers

/// The model directories, most of them without tokenizer.json, under Tests/Fixtures/tokenizer-directories, made by
/// Tools/fixtures/tokenizer_directories.py.
struct TokenizerDirectory: CustomTestStringConvertible {
    let name: String

    static let multilingual = [
        "mbart", "mbart50", "nllb", "nllb-legacy", "m2m100", "m2m100-news", "mbart50-saved", "nllb-saved",
    ]
    static let all =
        [
            "albert", "albert-cased", "bart", "bert", "byt5", "byt5-few", "byt5-few-saved", "camembert",
            "camembert-saved", "convbert", "distilbert-cased", "dpr", "dpr-question", "dpr-reader", "dpr-saved",
            "electra", "funnel",
            "funnel-cased", "funnel-saved", "gpt2", "gpt2-saved", "herbert", "herbert-saved", "led", "llama",
            "llama-saved",
            "llama-spaceless", "lxmert", "mpnet", "nllb-without-languages", "pegasus", "roberta", "splinter",
            "splinter-saved", "splinter-without-question", "t5", "t5-symbols", "xlm-roberta", "xlnet",
            "xlnet-lowercase", "xlnet-saved",
        ] + multilingual

    var testDescription: String { name }
    var path: String { Fixtures.path("tokenizer-directories/\(name)") }
    var golden: JSONValue { get throws { try Fixtures.json("tokenizer-directories/\(name)/golden.json") } }

    func tokenizer() throws -> any Tokenizer {
        try #require(try TokenizerLoader.load(from: ModelDirectory(path: path)))
    }

    /// A copy of the directory whose files `edit` may change.
    func withEditedCopy<Result>(_ edit: (URL) throws -> Void, body: (ModelDirectory) throws -> Result) throws -> Result
    {
        try withTemporaryDirectory { directory in
            let copy = directory.appendingPathComponent(name)
            try FileManager.default.copyItem(at: URL(fileURLWithPath: path), to: copy)
            try edit(copy)
            return try body(try ModelDirectory(path: copy.path))
        }
    }
}

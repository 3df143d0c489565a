private import Checkpoints
package import JSON

/// Where the committed test files are.
package enum Fixtures {
    /// Path of a file or folder under Tests/Fixtures.
    package static func path(_ name: String, file: String = #filePath) -> String {
        let parts = file.split(separator: "/", omittingEmptySubsequences: false)
        let tests = parts.lastIndex(of: "Tests") ?? parts.startIndex
        return parts[...tests].joined(separator: "/") + "/Fixtures/" + name
    }

    /// A file of expected values under Tests/Fixtures.
    package static func json(_ name: String, file: String = #filePath) throws -> JSONValue {
        let file = try FileBytes(mapping: path(name, file: file))
        return try file.withBytes { try JSONDocument(parsing: $0).root }
    }

    /// A file under Tests/Fixtures as it is.
    package static func bytes(_ name: String, file: String = #filePath) throws -> [UInt8] {
        try FileBytes(mapping: path(name, file: file)).withBytes { Array($0) }
    }

    /// A file of the repository, such as docs/api.md.
    package static func repositoryText(_ name: String, file: String = #filePath) throws -> String {
        let file = try FileBytes(mapping: path("../../\(name)", file: file))
        return file.withBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// The encoder–decoder models under Tests/Fixtures: at least two configurations of each family.
    package static let encoderDecoderModels = [
        "marian/shared-swish", "marian/separate-vocabularies", "marian/untied-float16", "marian/deep-decoder-bfloat16",
        "marian/stored-positions", "marian/biased-sharded", "families/bart/base-class",
        "families/bart/untied-scaled-float16", "families/mbart/forced-language",
        "families/mbart/language-as-start-bfloat16", "families/pegasus/stored-positions",
        "families/pegasus/untied-odd-width", "families/m2m_100/forced-language",
        "families/m2m_100/late-padding-float16", "families/t5/tied-relu", "families/t5/gated-untied",
        "families/mt5/gated-untied-bfloat16", "families/mt5/tied-gated-silu", "families/umt5/gated",
        "families/umt5/relu-deep-decoder",
    ]

    /// The encoder-only models under Tests/Fixtures/families: at least two configurations of each family.
    package static let encoderModels = [
        "bert/masked-language-model", "bert/old-names-float16", "bert/sentence-transformers",
        "bert/float64-foreign-json",
        "roberta/masked-language-model", "roberta/late-padding-bfloat16", "xlm-roberta/sharded",
        "xlm-roberta/classifier", "camembert/masked-language-model", "camembert/token-classifier", "distilbert/learned",
        "distilbert/sinusoidal",
        "albert/shared-layer", "albert/inner-groups", "electra/generator", "electra/discriminator",
        "mpnet/masked-language-model", "mpnet/far-positions",
        "t5/encoder",
    ]
}

/// A fixture is not what its test takes it for.
package enum FixtureError: Error {
    case missing(String)
    case unknown(String)
}

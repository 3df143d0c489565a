package import Checkpoints
internal import JSON

/// Finds out what tokenizer a model directory has.
package enum TokenizerLoader {
    /// Files by which a tokenizer is known, of all kinds.
    private static let tokenizerFiles = [
        "tokenizer.json", "source.spm", "target.spm", "spiece.model", "sentencepiece.bpe.model", "tokenizer.model",
        "vocab.json",
        "merges.txt", "vocab.txt",
    ]

    private enum Kind {
        case marian
        case m2m100
        /// Without any file.
        case byT5
        /// A `tokenizer.json`.
        case pipeline
        case vocabularyFiles(VocabularyFiles, TokenizerClass)
    }

    /// nil when the directory has no tokenizer that can be read: such a model serves token ids only, and `absenceReason` says why.
    ///
    /// - lowercasing: whether texts are lowercased before all else, as sentence-transformers has it for tokenizers of the tokenizers
    ///   library; on others its setting has no effect.
    ///
    /// Throws `TokenizerError`, or `CheckpointError` for a file that cannot be read.
    package static func load(from directory: ModelDirectory, lowercasing: Bool = false) throws -> (any Tokenizer)? {
        let tokenizer = try load(kindOf: directory)
        guard lowercasing else { return tokenizer }
        return (tokenizer as? any LowercasingTokenizer)?.lowercasing ?? tokenizer
    }

    private static func load(kindOf directory: ModelDirectory) throws -> (any Tokenizer)? {
        switch try kind(of: directory) {
        case .marian: try MarianTokenizer(directory: directory)
        case .m2m100: try M2M100Tokenizer.load(from: directory)
        case .byT5:
            try ByT5Tokenizer(
                TokenizerSettings(directory: directory, tokenizerFile: nil),
                modelSize: ModelVocabularySizes(directory: directory).source)
        case .pipeline: try TokenizerFile.tokenizer(of: directory)
        case .vocabularyFiles(let files, let tokenizerClass):
            try files.inputs(of: tokenizerClass, in: directory).tokenizer(of: tokenizerClass)
        case nil: nil
        }
    }

    private static func kind(of directory: ModelDirectory) throws -> Kind? {
        if MarianTokenizer.isPresent(in: directory) { return .marian }
        let tokenizerClass = try TokenizerClass(directory: directory)
        if tokenizerClass == .byT5 { return .byT5 }
        guard tokenizerFiles.contains(where: directory.contains) else { return nil }
        if tokenizerClass == .m2m100, M2M100Tokenizer.isPresent(in: directory) { return .m2m100 }
        if directory.contains(TokenizerFile.name) { return .pipeline }
        guard let files = VocabularyFiles(of: tokenizerClass, in: directory),
            files.names.allSatisfy(directory.contains)
        else { return nil }
        return .vocabularyFiles(files, tokenizerClass)
    }

    /// A `tokenizer.json` by itself, without what other files of its directory say.
    package static func load(tokenizerFile bytes: [UInt8]) throws(TokenizerError) -> any Tokenizer {
        let document: JSONDocument
        do {
            document = try JSONDocument(parsing: bytes)
        } catch {
            throw .malformed(file: TokenizerFile.name, reason: error.description)
        }
        return try TokenizerFile(document.root).tokenizer(TokenizerSettings())
    }

    /// Why `load` returns nil, to be shown to whoever sends text; nil when there is a tokenizer.
    package static func absenceReason(in directory: ModelDirectory) -> String? {
        // Files that cannot be read are for `load` to refuse.
        guard case .success(nil) = Result(catching: { try kind(of: directory) }) else { return nil }
        let found = tokenizerFiles.filter(directory.contains).joined(separator: ", ")
        if found.isEmpty { return "this model has no tokenizer files; send token ids" }
        if let tokenizerClass = try? TokenizerClass(directory: directory),
            let files = VocabularyFiles(of: tokenizerClass, in: directory)
        {
            let needed = files.names.joined(separator: " and ")
            return "this model's tokenizer needs tokenizer.json or \(needed) (found: \(found)); send token ids"
        }
        return "this model has no tokenizer that heed reads (found: \(found)); send token ids"
    }
}

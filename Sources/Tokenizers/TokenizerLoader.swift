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

    /// nil when the directory has no tokenizer that can be read: such a model serves token ids only, and `absenceReason` says why.
    ///
    /// Throws `TokenizerError`, or `CheckpointError` for a file that cannot be read.
    package static func load(from directory: ModelDirectory) throws -> (any Tokenizer)? {
        if MarianTokenizer.isPresent(in: directory) { return try MarianTokenizer(directory: directory) }
        if directory.contains(TokenizerFile.name) { return try TokenizerFile.tokenizer(of: directory) }
        return nil
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
        if MarianTokenizer.isPresent(in: directory) || directory.contains(TokenizerFile.name) { return nil }
        let found = tokenizerFiles.filter(directory.contains)
        if found.isEmpty { return "this model has no tokenizer files; send token ids" }
        return "this model has no tokenizer that heed reads (found: \(found.joined(separator: ", "))); send token ids"
    }
}

import Checkpoints
import TestSupport
import Transformer

/// A sentence-transformers directory of a few files.
struct SentenceDirectory {
    /// By path; modules.json is made of `modules`.
    var files: [String: String] = [:]
    /// Types and paths.
    var modules = [
        ("sentence_transformers.models.Transformer", ""), ("sentence_transformers.models.Pooling", "1_Pooling"),
    ]

    /// - files: by path, beside a configuration of the pooling that says nothing
    init(_ files: [String: String] = [:]) { self.files = ["1_Pooling/config.json": "{}"].merging(files) { $1 } }

    /// - modules: of sentence-transformers, without what comes before their names, and paths
    init(modules: [(String, String)], _ files: [String: String] = [:]) {
        self.init(files)
        self.modules = modules.map { ("sentence_transformers.models." + $0.0, $0.1) }
    }

    func read() throws -> SentenceModules? {
        let directory = try TemporaryDirectory()
        let lines = modules.map { #"{"idx": 0, "name": "0", "type": "\#($0.0)", "path": "\#($0.1)"}"# }
        try directory.write("modules.json", "[" + lines.joined(separator: ", ") + "]")
        for (name, text) in files { try directory.write(name, text) }
        return try withExtendedLifetime(directory) {
            try SentenceModules(directory: ModelDirectory(path: directory.path))
        }
    }

    /// The message with which the directory is refused; nil when it is not.
    func refusal() -> String? {
        do {
            _ = try read()
            return nil
        } catch {
            return "\(error)"
        }
    }
}

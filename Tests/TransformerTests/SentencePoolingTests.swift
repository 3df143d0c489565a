import Checkpoints
import TestSupport
import Testing
import Transformer

/// What is read from a sentence-transformers directory.
@Suite struct SentencePoolingTests {
    @Test func readsPoolingNormalisationAndLimit() throws {
        let directory = try ModelDirectory(path: Fixtures.path("families/bert/sentence-transformers"))
        let pooling = try #require(try SentencePooling(directory: directory))
        #expect(pooling.mode == .mean)
        #expect(pooling.normalize)
        #expect(pooling.maxTokens == 20)
        #expect(pooling.notices == [])
    }

    @Test func directoryWithoutModulesHasNone() throws {
        #expect(try read([:]) == nil)
    }

    @Test(arguments: [
        (#"{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}"#, SentencePooling.Mode.cls),
        (#"{"pooling_mode_max_tokens": true, "pooling_mode_mean_tokens": false, "include_prompt": true}"#, .max),
        (#"{"word_embedding_dimension": 3}"#, .mean),
        (#"{"pooling_mode": "cls", "embedding_dimension": 3}"#, .cls),
        (#"{"pooling_mode": ["max"]}"#, .max),
        // A name counts for more than the flags.
        (#"{"pooling_mode": "cls", "pooling_mode_mean_tokens": true}"#, .cls),
    ])
    func readsModes(_ configuration: String, _ mode: SentencePooling.Mode) throws {
        let pooling = try #require(try read(["1_Pooling/config.json": configuration, "modules.json": modules(plain)]))
        #expect(pooling.mode == mode)
        #expect(!pooling.normalize)
        #expect(pooling.maxTokens == nil)
    }

    @Test(arguments: [
        (#"{"pooling_mode_cls_token": true}"#, "one pooling mode is served at a time, not cls + mean"),
        (#"{"pooling_mode_mean_tokens": false}"#, "one pooling mode is served at a time, not none"),
        (
            #"{"pooling_mode_lasttoken": true, "pooling_mode_mean_tokens": false}"#,
            "pooling mode lasttoken is not served; served are mean, cls, max"
        ),
        (#"{"pooling_mode": "median"}"#, "pooling mode median is not served; served are mean, cls, max"),
        (#"{"pooling_mode": [1]}"#, #""pooling_mode" must be a mode's name, not [1]"#),
        (#"{"pooling_mode_cls_token": 1}"#, #""pooling_mode_cls_token" must be true or false, not 1"#),
    ])
    func refusesOtherModes(_ configuration: String, _ message: String) throws {
        #expect(throws: ModelError.sentenceTransformers(file: "1_Pooling/config.json", message: message)) {
            try read(["1_Pooling/config.json": configuration, "modules.json": modules(plain)])
        }
    }

    @Test(arguments: [
        ([("Transformer", ""), ("Pooling", "1_Pooling"), ("Dense", "2_Dense")], "module Dense is not served"),
        (
            [("Transformer", ""), ("SpladePooling", "1_Pooling")],
            "module SpladePooling is not served where Pooling is expected"
        ),
        (
            [("Transformer", "0_Transformer"), ("Pooling", "1_Pooling")],
            "the model is in 0_Transformer, not in the directory itself"
        ),
        ([("Transformer", "")], "there is no module Pooling"),
        ([], "there is no module Transformer"),
    ])
    func refusesOtherModules(_ list: [(String, String)], _ message: String) throws {
        #expect(throws: ModelError.sentenceTransformers(file: "modules.json", message: message)) {
            try read(["1_Pooling/config.json": "{}", "modules.json": modules(list)])
        }
    }

    @Test(arguments: ["../1_Pooling", "a/b", "..", "."])
    func leavesTheDirectoryUnderNoName(_ path: String) throws {
        let error = #expect(throws: ModelError.self) {
            try read([
                "1_Pooling/config.json": "{}", "modules.json": modules([("Transformer", ""), ("Pooling", path)]),
            ])
        }
        #expect(error?.description.contains("this is not a plain directory name") == true)
    }

    @Test(arguments: ["{}", "[1]", #"[{"type": "Transformer"}]"#, "[", #"[{"type": "", "path": ""}]"#])
    func refusesWhatIsNoListOfModules(_ text: String) throws {
        #expect(throws: ModelError.self) { try read(["1_Pooling/config.json": "{}", "modules.json": text]) }
    }

    @Test func missingPoolingConfigurationIsNamed() throws {
        let error = #expect(throws: ModelError.self) {
            try read(["1_Pooling/other.json": "{}", "modules.json": modules(plain)])
        }
        #expect(error?.description.contains("has no file 1_Pooling/config.json") == true)
    }

    @Test(arguments: [
        ("sentence_bert_config.json", #"{"max_seq_length": 128}"#, 128),
        ("sentence_xlm-roberta_config.json", #"{"max_seq_length": 5, "do_lower_case": false}"#, 5),
        ("sentence_bert_config.json", #"{"max_seq_length": null}"#, nil),
    ])
    func readsTheLimit(_ file: String, _ text: String, _ limit: Int?) throws {
        let pooling = try read(["1_Pooling/config.json": "{}", "modules.json": modules(plain), file: text])
        #expect(try #require(pooling).maxTokens == limit)
    }

    @Test(arguments: [
        (#"{"max_seq_length": 0}"#, #""max_seq_length" must be a whole number from 1, not 0"#),
        (#"{"max_seq_length": "a"}"#, #""max_seq_length" must be a whole number from 1, not "a""#),
        (#"{"do_lower_case": true}"#, #""do_lower_case" is true: texts are served as they are sent"#),
    ])
    func refusesOtherTextSettings(_ text: String, _ message: String) throws {
        #expect(throws: ModelError.sentenceTransformers(file: "sentence_bert_config.json", message: message)) {
            try read(["1_Pooling/config.json": "{}", "modules.json": modules(plain), "sentence_bert_config.json": text])
        }
    }

    @Test func promptThatIsNotSentIsNoticed() throws {
        let pooling = try read([
            "1_Pooling/config.json": "{}", "modules.json": modules(plain),
            "config_sentence_transformers.json": #"{"prompts": {"query": "query: "}, "default_prompt_name": "query"}"#,
        ])
        let notices = try #require(pooling).notices
        #expect(notices.count == 1)
        #expect(notices.first?.contains(#"the prompt "query""#) == true)
    }

    private let plain = [("Transformer", ""), ("Dropout", "9_Dropout"), ("Pooling", "1_Pooling")]

    private func modules(_ list: [(String, String)]) -> String {
        let lines = list.map {
            #"{"idx": 0, "name": "0", "type": "sentence_transformers.models.\#($0)", "path": "\#($1)"}"#
        }
        return "[" + lines.joined(separator: ", ") + "]"
    }

    /// - files: contents by path
    private func read(_ files: [String: String]) throws -> SentencePooling? {
        let directory = try TemporaryDirectory()
        for (name, text) in files { try directory.write(name, [UInt8](text.utf8)) }
        return try withExtendedLifetime(directory) {
            try SentencePooling(directory: ModelDirectory(path: directory.path))
        }
    }
}

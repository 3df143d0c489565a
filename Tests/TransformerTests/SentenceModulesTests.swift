import Checkpoints
import JSON
import Tensors
import TestSupport
import Testing
import Transformer

/// What is read from a sentence-transformers directory.
@Suite struct SentenceModulesTests {
    @Test func readsPoolingNormalisationAndLimit() throws {
        let directory = try ModelDirectory(path: Fixtures.path("families/bert/sentence-transformers"))
        let modules = try #require(try SentenceModules(directory: directory))
        #expect(modules.pooling.pooling == Pooling(.mean))
        #expect(modules.embedding.map(\.kind) == ["Normalize"])
        #expect(modules.transformer.maxTokens == 20)
        #expect(modules.notices == [])
    }

    @Test func directoryWithoutModulesHasNone() throws {
        let directory = try TemporaryDirectory()
        #expect(try SentenceModules(directory: ModelDirectory(path: directory.path)) == nil)
    }

    @Test(arguments: [
        (#"{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}"#, Pooling(.cls)),
        (#"{"pooling_mode_max_tokens": true, "pooling_mode_mean_tokens": false}"#, Pooling(.max)),
        (#"{"word_embedding_dimension": 3}"#, Pooling(.mean)),
        (#"{"pooling_mode_mean_tokens": false, "pooling_mode_cls_token": false}"#, Pooling(.mean)),
        // A flag that is not there is not set.
        (#"{"pooling_mode_cls_token": true}"#, Pooling(.cls)),
        (
            #"{"pooling_mode_lasttoken": true, "pooling_mode_weightedmean_tokens": true}"#,
            Pooling(.weightedMean, .lastToken)
        ),
        (
            #"{"pooling_mode_mean_sqrt_len_tokens": true, "pooling_mode_mean_tokens": true, "pooling_mode_cls_token": true}"#,
            Pooling(.cls, .mean, .meanSqrtLength)
        ),
        (#"{"pooling_mode": "cls", "embedding_dimension": 3}"#, Pooling(.cls)),
        (#"{"pooling_mode": ["max"]}"#, Pooling(.max)),
        // In the order in which they are named, however often.
        (#"{"pooling_mode": ["mean", "cls", "mean"]}"#, Pooling(.mean, .cls, .mean)),
        // A name counts for more than the flags.
        (#"{"pooling_mode": "cls", "pooling_mode_mean_tokens": true}"#, Pooling(.cls)),
    ])
    func readsModes(_ configuration: String, _ pooling: Pooling) throws {
        let modules = try #require(try SentenceDirectory(["1_Pooling/config.json": configuration]).read())
        #expect(modules.pooling.pooling == pooling)
        #expect(modules.pooling.includesPrompt)
    }

    @Test(arguments: [
        (
            #"{"pooling_mode": "median"}"#,
            #""pooling_mode" is "median"; served are cls, max, mean, mean_sqrt_len_tokens, weightedmean, lasttoken"#
        ),
        (#"{"pooling_mode": []}"#, #""pooling_mode" must be a mode's name or a list of them, not []"#),
        (#"{"pooling_mode": [1]}"#, #""pooling_mode" is [1]; served are cls, max"#),
        (#"{"pooling_mode_cls_token": 1}"#, #""pooling_mode_cls_token" must be true or false, not 1"#),
        (#"{"include_prompt": "no"}"#, #""include_prompt" must be true or false, not "no""#),
    ])
    func refusesOtherPoolings(_ configuration: String, _ message: String) throws {
        let refusal = try #require(SentenceDirectory(["1_Pooling/config.json": configuration]).refusal())
        #expect(refusal.hasPrefix("1_Pooling/config.json: " + message))
    }

    @Test func promptsTokensMayBeLeftOutOfThePooling() throws {
        let directory = SentenceDirectory(["1_Pooling/config.json": #"{"include_prompt": false}"#])
        #expect(try directory.read()?.pooling.includesPrompt == false)
    }

    @Test(arguments: [
        (["Transformer", "SpladePooling"], "module SpladePooling is not served where Pooling is expected"),
        (["Transformer", "Dense", "Pooling"], "module Dense is not served where Pooling is expected"),
        (["Transformer", "Pooling", "Pooling"], "module Pooling is not served after Pooling"),
        (["Transformer", "Pooling", "WordWeights"], "module WordWeights is not served after Pooling"),
        (["StaticEmbedding"], "module StaticEmbedding is not served where Transformer is expected"),
        (["Transformer"], "there is no module Pooling"),
        ([], "there is no module Transformer"),
    ])
    func refusesOtherModules(_ kinds: [String], _ message: String) throws {
        let refusal = SentenceDirectory(modules: kinds.map { ($0, $0 == "Transformer" ? "" : "1_Pooling") }).refusal()
        #expect(refusal?.hasPrefix("modules.json: " + message) == true)
    }

    @Test(arguments: [
        "sentence_transformers.models.Pooling", "sentence_transformers.models.Pooling.Pooling",
        "sentence_transformers.sentence_transformer.modules.Pooling",
        "sentence_transformers.sentence_transformer.modules.pooling.Pooling",
    ])
    func modulesOfSentenceTransformersAreKnownUnderOldAndNewPaths(type: String) throws {
        var directory = SentenceDirectory()
        directory.modules[1].0 = type
        #expect(try directory.read()?.pooling.pooling == Pooling(.mean))
    }

    @Test(arguments: [
        "custom_st.Pooling", "Pooling", "modeling.sentence_transformers.Pooling",
        "my_sentence_transformers.models.Pooling",
        "sentence_transformers", "sentence_transformers.", "", ".Pooling", "sentence-transformers.models.Pooling",
        "InstructorEmbedding.instructor.Pooling", " sentence_transformers.models.Pooling",
    ])
    func codeOfOthersIsRefusedByName(type: String) throws {
        for index in 0..<2 {
            var directory = SentenceDirectory()
            directory.modules[index].0 = type
            #expect(
                directory.refusal()?.contains("the module type \"\(type)\" is not one of sentence-transformers' own")
                    == true)
        }
    }

    @Test(arguments: [
        ("", "1_Pooling/"), (".", "./1_Pooling"), ("./", "1_Pooling/."), ("0_Transformer", "1_Pooling"),
        ("0_Transformer/", "a/b//1_Pooling"),
    ])
    func pathsAreReadAsPathsAre(transformer: String, pooling: String) throws {
        let directory = SentenceDirectory(
            modules: [("Transformer", transformer), ("Pooling", pooling)],
            [
                "0_Transformer/sentence_bert_config.json": #"{"max_seq_length": 11}"#,
                "1_Pooling/config.json": #"{"pooling_mode": "max"}"#,
                "a/b/1_Pooling/config.json": #"{"pooling_mode": "lasttoken"}"#,
            ])
        let modules = try #require(try directory.read())
        #expect(modules.pooling.pooling == (pooling.hasPrefix("a") ? Pooling(.lastToken) : Pooling(.max)))
        let isInner = transformer.hasPrefix("0")
        #expect(modules.transformer.maxTokens == (isInner ? 11 : nil))
        #expect(modules.transformer.directory.label.hasSuffix("0_Transformer") == isInner)
    }

    @Test(arguments: ["../1_Pooling", "..", "1_Pooling/../..", "/tmp/1_Pooling", "/"])
    func leavesTheDirectoryUnderNoName(_ path: String) throws {
        let refusal = SentenceDirectory(modules: [("Transformer", ""), ("Pooling", path)]).refusal()
        #expect(refusal?.contains("the path \"\(path)\" of module Pooling leads out of the directory") == true)
    }

    @Test(arguments: [
        ("", "the model's own directory"), (".", "the model's own directory"),
        ("missing", "needs a file missing/config.json"),
        ("1_Pooling/config.json", "needs a file 1_Pooling/config.json/config.json"),
    ])
    func missingPoolingConfigurationIsNamed(path: String, message: String) throws {
        let refusal = SentenceDirectory(modules: [("Transformer", ""), ("Pooling", path)]).refusal()
        #expect(refusal?.contains(message) == true)
    }

    @Test func missingModelDirectoryIsNamed() throws {
        let refusal = SentenceDirectory(modules: [("Transformer", "0_T"), ("Pooling", "1_Pooling")]).refusal()
        #expect(refusal?.contains(#"the model should be in "0_T", and there is no such directory"#) == true)
    }

    @Test(arguments: ["{}", "[1]", #"[{"type": "Transformer"}]"#, "[", #"[{"type": "", "path": ""}]"#])
    func refusesWhatIsNoListOfModules(_ text: String) throws {
        #expect(SentenceDirectory(["modules.json": text]).refusal() != nil)
    }

    @Test func promptsAreRead() throws {
        func modules(_ text: String) throws -> SentenceModules? {
            try SentenceDirectory(["config_sentence_transformers.json": text]).read()
        }
        let found = try modules(
            #"{"prompts": {"query": "search: ", "document": null}, "default_prompt_name": "query"}"#)
        #expect(found?.prompts.texts == ["query": "search: ", "document": ""])
        #expect(found?.prompts.defaultName == "query" && found?.notices == [])
        #expect(
            try modules(#"{"prompts": {"query": "search: "}, "default_prompt_name": null}"#)?.prompts.defaultName == nil
        )
        #expect(try modules("{}")?.prompts.texts == [:])
        #expect(try SentenceDirectory().read()?.prompts.texts == [:])
        let other = try modules(#"{"prompts": {}, "default_prompt_name": "x"}"#)
        #expect(other?.prompts.defaultName == nil && other?.notices.first?.contains("none of its prompts") == true)
    }

    @Test(arguments: [
        (#"{"prompts": ["a"]}"#, #""prompts" must be an object"#),
        (#"{"prompts": {"q": 1}}"#, #""prompts.q" must be a string"#),
    ])
    func refusesPromptsThatAreNone(text: String, message: String) throws {
        let refusal = try #require(SentenceDirectory(["config_sentence_transformers.json": text]).refusal())
        #expect(refusal.contains("config_sentence_transformers.json: " + message))
    }

    @Test func poolsBehindAPromptInEveryMode() throws {
        let states = Tensor(Shape(4, 1), [9, 1, -3, 2])
        let expected: [(Pooling.Mode, Double)] = [
            (.cls, 1), (.max, 2), (.mean, 0), (.meanSqrtLength, 0), (.weightedMean, (2 - 9 + 8) / 9), (.lastToken, 2),
        ]
        for (mode, number) in expected {
            let found = try #require(Pooling(mode)(states, from: 1)?.first)
            #expect(abs(found - number) < 1e-12, "\(mode)")
        }
        #expect(Pooling(.max, .lastToken)(states, from: 3) == [2, 2])
    }

    @Test func poolsInEveryMode() throws {
        let states = Tensor(Shape(3, 2), [1, -2, 3, 4, -5, 0])
        let root = 3.0.squareRoot()
        let expected: [(Pooling.Mode, [Double])] = [
            (.cls, [1, -2]), (.max, [3, 4]), (.mean, [-1 / 3, 2 / 3]), (.meanSqrtLength, [-1 / root, 2 / root]),
            (.weightedMean, [-8 / 6, 1]), (.lastToken, [-5, 0]),
        ]
        for (mode, numbers) in expected {
            let found = Pooling(mode)(states) ?? []
            #expect(zip(found, numbers).allSatisfy { abs($0 - $1) < 1e-12 } && found.count == 2, "\(mode)")
        }
        #expect(Pooling.none(states) == nil)
        #expect(Pooling(.lastToken, .cls)(states) == [-5, 0, 1, -2])
        #expect(Pooling.Mode.allCases.count == expected.count)
    }
}

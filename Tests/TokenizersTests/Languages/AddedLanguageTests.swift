import Foundation
import Testing

@testable import Tokenizers

/// Languages that were added to a tokenizer after its family's own.
@Suite struct AddedLanguageTests {
    /// A copy of a directory with more members in its `tokenizer_config.json`, before those that it has.
    private func tokenizer(_ name: String, settings: String) throws -> any Tokenizer {
        try TokenizerDirectory(name: name).withEditedCopy { copy in
            let url = copy.appendingPathComponent("tokenizer_config.json")
            var members = try #require(
                try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
            let more = try #require(try JSONSerialization.jsonObject(with: Data(settings.utf8)) as? [String: Any])
            members.merge(more) { $1 }
            try JSONSerialization.data(withJSONObject: members).write(to: url)
        } body: {
            try #require(try TokenizerLoader.load(from: $0))
        }
    }

    /// Settings in which tokens have been added, as `save_pretrained` writes them for M2M100, whose languages take the ids before.
    private static func m2m100(_ tokens: [String]) -> String {
        let entries = tokens.enumerated().map { #""\#(400 + $0)":{"content":"\#($1)","special":true}"# }
        let names = tokens.map { #""\#($0)""# }
        return #""added_tokens_decoder":{\#(entries.joined(separator: ","))},"#
            + #""additional_special_tokens":[\#(names.joined(separator: ","))]"#
    }

    private static let added = #""extra_special_tokens":["fra_Latn","eng_Latn","agq","zh-CN","de_DE"]"#

    @Test(arguments: ["nllb-saved", "mbart50-saved", "nllb-legacy", "mbart", "m2m100"])
    func anyAddedTokenIsALanguageWhenItIsNamed(name: String) throws {
        let tokens =
            name == "m2m100" ? Self.m2m100(["__agq__", "__zh-CN__", "<domain>", "__Odd One__"]) : Self.added
        let tokenizer = try tokenizer(name, settings: "{\(tokens)}")
        let languages = try #require(tokenizer.languages)
        for code in ["agq", "zh-CN"] {
            let spelled = name == "m2m100" ? "__\(code)__" : code
            let found = tokenizer.encode(spelled, side: .source, addingSpecialTokens: false)
            try #require(found.count == 1 && found[0].isSpecial, "\(found)")
            #expect(languages.token(of: code) == found[0].id)
            #expect(languages.placement(ofTarget: code) != nil)
            for side in [TextSide.source, .target] {
                let pair = LanguagePair(source: code, target: code)
                let encoded = tokenizer.encode("a", side: side, languages: pair, addingSpecialTokens: true)
                let isTold = side == .source || languages.place == .forcedFirst
                let language = encoded.filter { $0.range == nil && $0.id == found[0].id }
                #expect(language.count == (isTold ? 1 : 0))
                #expect(language.allSatisfy { $0.text == spelled && $0.isSpecial })
            }
        }
        #expect(languages.token(of: "</s>") != nil || name == "m2m100")
        #expect(languages.token(of: "nowhere") == nil)
        // Listed are those that look like a language of the family.
        #expect(languages.targets.contains("agq") == (name == "m2m100"))
        #expect(languages.targets.contains("</s>") == false && languages.targets.contains("Odd One") == false)
        if name == "m2m100" { #expect(languages.token(of: "Odd One") != nil && languages.token(of: "<domain>") != nil) }
    }

    @Test(arguments: ["nllb-saved", "mbart50-saved", "mbart", "m2m100"])
    func theOwnSourceLanguageMayBeAnyAddedToken(name: String) throws {
        let tokens = name == "m2m100" ? Self.m2m100(["__agq__"]) : Self.added
        let tokenizer = try tokenizer(name, settings: #"{\#(tokens),"src_lang":"agq","tgt_lang":"agq"}"#)
        let languages = try #require(tokenizer.languages)
        #expect(languages.defaultSource == "agq" && languages.missingSource == nil && languages.missingTarget == nil)
        #expect(languages.sources.contains("agq"))
        let encoded = tokenizer.encode("a", side: .source, addingSpecialTokens: true)
        #expect(encoded.contains { $0.range == nil && $0.id == languages.token(of: "agq") })
    }

    @Test(arguments: ["nllb-saved", "mbart50-saved", "mbart", "m2m100"])
    func anOwnLanguageWithoutATokenIsReported(name: String) throws {
        let tokenizer = try tokenizer(name, settings: #"{"src_lang":"nowhere","tgt_lang":"never"}"#)
        #expect(tokenizer.languages?.missingSource == "nowhere" && tokenizer.languages?.missingTarget == "never")
        #expect(tokenizer.languages?.defaultSource == nil)
        let unknown = tokenizer.encode("a", side: .source, addingSpecialTokens: true).filter { $0.text == "<unk>" }
        #expect(unknown.count == 1 && unknown.first?.range == nil)
    }

    @Test func codesLookLikeTheirFamilys() {
        for code in ["agq", "zh-CN", "zh_Hant", "sr-Latn-RS", "es-419"] { #expect(LanguageCodes.isTag(code)) }
        for code in ["", "e", "Odd One", "en-", "EN", "mask", "a_b", "é-FR"] { #expect(!LanguageCodes.isTag(code)) }
        #expect(LanguageCodes.unmarked("__en__") == "en" && LanguageCodes.unmarked("____") == nil)
        #expect(LanguageCodes.unmarked("en__") == nil)
    }
}

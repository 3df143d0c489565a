import JSON
import Testing

@testable import Tokenizers

/// Tokenizers made of vocabulary files against those that AutoTokenizer makes of them.
@Suite struct DirectoryReferenceTests {
    @Test(arguments: TokenizerDirectory.all)
    func encodesAndDecodesLikeTheReference(name: String) throws {
        let directory = TokenizerDirectory(name: name)
        let tokenizer = try directory.tokenizer()
        let examples = try #require(try directory.golden["encoded"]?.elements)
        #expect(examples.count > 25)
        for example in examples {
            let text = try #require(example["text"]?.string)
            let ids = try #require(example["ids"]?.elements).int32s()
            let tokens = tokenizer.encode(text, side: .source, addingSpecialTokens: true)
            #expect(tokens.map(\.id) == ids, "\(text.debugDescription)")
            let types = try example["types"]?.elements.map { try $0.int32s() }
            #expect(tokens.map(\.type) == types ?? ids.map { _ in 0 }, "\(text.debugDescription)")
            let decoded = try tokenizer.decode(ids, side: .source)
            #expect(sameScalars(decoded.text, example["decoded"]?.string ?? ""), "\(text.debugDescription)")
            if let offsets = example["offsets"]?.elements {
                for (token, offset) in zip(tokens, offsets) {
                    let bounds = try #require(offset.elements).int32s()
                    #expect(
                        Self.isSame(token.range, Int(bounds[0])..<Int(bounds[1]), in: Array(text.unicodeScalars)),
                        "\(text.debugDescription): \(token) at \(bounds)")
                }
            }
        }
    }

    /// What is said of each token is of the text, also where a character is several tokens.
    @Test func bytesShareTheRangeOfTheirCharacter() throws {
        let tokenizer = try TokenizerDirectory(name: "byt5").tokenizer()
        let tokens = tokenizer.encode("aé </s> €", side: .source, addingSpecialTokens: true)
        #expect(tokens.map(\.range) == [0..<1, 1..<2, 1..<2, 3..<7, 8..<9, 8..<9, 8..<9, nil])
        #expect(tokens.map(\.text) == ["a", "<0xC3>", "<0xA9>", "</s>", "<0xE2>", "<0x82>", "<0xAC>", "</s>"])
        #expect(tokens.map(\.isSpecial) == [false, false, false, true, false, false, false, true])
    }

    /// As Python decodes bytes with errors="ignore", in parts as well as at once.
    @Test func bytesThatAreNoCharacterAreLeftOut() throws {
        let tokenizer = try TokenizerDirectory(name: "byt5").tokenizer()
        let bytes: [UInt8] = [0x61, 0xC3, 0x62, 0xE2, 0x82, 0xAC, 0xFF, 0xEF, 0xBF, 0xBD, 0xF0, 0x9F, 0x98]
        let ids = bytes.map { Int32($0) + 3 } + [1, 2, 300]
        let decoded = try tokenizer.decode(ids, side: .source)
        #expect(sameScalars(decoded.text, "ab€\u{FFFD}"))
        #expect(decoded.tokens[3...5].map(\.range) == [2..<3, 2..<3, 2..<3])
        var stream = tokenizer.textStream(side: .source)
        var text = ""
        for id in ids { text += try stream.append(id) }
        #expect(sameScalars(text + stream.finish(), decoded.text))
        #expect(throws: TokenizerError.unknownID(384, vocabularySize: 384)) {
            try tokenizer.decode([384], side: .source)
        }
    }

    /// Ranges leave out the white space that the reference's may begin with. Where the reference gives a byte of a character, or a
    /// token that is not in the text, an empty range, heed gives the character or none.
    private static func isSame(_ range: Range<Int>?, _ reference: Range<Int>, in text: [Unicode.Scalar]) -> Bool {
        guard let range, !reference.isEmpty else { return reference.isEmpty }
        if range == reference { return true }
        let visible = text[reference].firstIndex { !$0.isStripped }
        return visible.map { range == $0..<reference.upperBound } ?? false
    }

    @Test(arguments: TokenizerDirectory.multilingual)
    func languagesGoWhereTheReferencePutsThem(name: String) throws {
        let directory = TokenizerDirectory(name: name)
        let tokenizer = try directory.tokenizer()
        let languages = try #require(tokenizer.languages)
        let examples = try #require(try directory.golden["languages"]?.elements)
        #expect(examples.count == 4)
        for example in examples {
            let text = try #require(example["text"]?.string)
            let pair = LanguagePair(
                source: example["source_language"]?.string, target: example["target_language"]?.string)
            let source = tokenizer.encode(text, side: .source, languages: pair, addingSpecialTokens: true)
            let referenceSource = try #require(example["source"]?.elements).int32s()
            #expect(source.map(\.id) == referenceSource)

            let target = tokenizer.encode(text, side: .target, languages: pair, addingSpecialTokens: true).map(\.id)
            let reference = try #require(example["target"]?.elements).int32s()
            let id = try #require(example["target_id"]?.integer.flatMap(Int32.init(exactly:)))
            let placement = languages.placement(ofTarget: try #require(pair.target))
            switch name {
            case "mbart":
                // The decoder starts with the language that the reference puts at the end.
                #expect(target + [id] == reference && placement == .decoderStart(id))
            case "nllb-legacy":
                #expect(target == [id] + reference.dropLast() && placement == .forcedFirst(id))
            default:
                #expect(target == reference && placement == .forcedFirst(id))
            }
        }
    }

    @Test func defaultLanguagesComeFromTheConfiguration() throws {
        for (name, source, target, count) in [
            ("mbart", "ro_RO", "en_XX", 25), ("mbart50", "en_XX", "ro_RO", 52), ("nllb", "eng_Latn", nil, 42),
            ("nllb-legacy", "eng_Latn", nil, 2), ("m2m100", "fr", "en", 100), ("m2m100-news", "en", "de", 8),
        ] {
            let languages = try #require(try TokenizerDirectory(name: name).tokenizer().languages)
            #expect(languages.defaultSource == source && languages.defaultTarget == target, "\(name)")
            #expect(languages.sources.count == count && languages.targets == languages.sources, "\(name)")
            #expect(languages.targets.allSatisfy { languages.token(of: $0) != nil }, "\(name)")
        }
        #expect(try TokenizerDirectory(name: "nllb-without-languages").tokenizer().languages?.targets.isEmpty == true)
        #expect(try TokenizerDirectory(name: "bart").tokenizer().languages == nil)
    }

    @Test func languagesThatTheTransformerLacksAreNotServed() throws {
        try TokenizerDirectory(name: "mbart").withEditedCopy {
            try $0.write(#"{"model_type": "mbart", "vocab_size": 270}"#, to: "config.json")
        } body: { directory in
            let languages = try #require(try TokenizerLoader.load(from: directory)?.languages)
            #expect(!languages.targets.isEmpty && languages.targets.count < 25)
            #expect(languages.targets.allSatisfy { languages.token(of: $0).map { $0 < 270 } == true })
        }
    }
}

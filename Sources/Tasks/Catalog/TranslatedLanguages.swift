import Checkpoints
import JSON
import Tokenizers

/// Languages of which a served model translates each of the one side into each of the other, but not into itself. By their tags, with
/// what the model is told; nil: nothing.
struct TranslatedLanguages {
    var sources: [(tag: LanguageTag, code: String?)]
    var targets: [(tag: LanguageTag, code: String?)]

    /// - codes: as the model has them; a code whose language an earlier one has is told from it by its script
    private static func tagged(_ codes: [String]) -> [(tag: LanguageTag, code: String?)] {
        var tagged: [(tag: LanguageTag, code: String?)] = []
        var seen: Set<LanguageTag> = []
        for code in codes {
            guard var tag = LanguageTag(code) else { continue }
            if seen.contains(tag) { tag = tag.withScript(of: code) }
            if seen.insert(tag).inserted { tagged.append((tag, code)) }
        }
        return tagged
    }

    /// From all into all, or, where a model is told the target alone (Marian), from the one that its files or its name say.
    /// - stated: of which the target needs no token
    fileprivate init(_ languages: TokenizerLanguages, _ stated: StatedLanguages) {
        targets = Self.tagged(languages.targets)
        sources = Self.tagged(languages.sources)
        guard languages.sources.isEmpty else { return }
        sources = stated.source.map { [($0, nil)] } ?? []
        if let target = stated.target, !targets.contains(where: { $0.tag == target }) {
            targets.insert((target, nil), at: 0)
        }
    }

    fileprivate init(from source: LanguageTag, into target: LanguageTag) {
        sources = [(source, nil)]
        targets = [(target, nil)]
    }

    /// - languages: that the model can be told; nil: none
    fileprivate init?(_ direction: ModelSettings.Direction, _ languages: TokenizerLanguages?) {
        guard let source = LanguageTag(direction.source), let target = LanguageTag(direction.target) else { return nil }
        func code(_ text: String, _ tag: LanguageTag, among codes: [String]?) -> String? {
            guard let codes, !codes.isEmpty else { return nil }
            return languages?.token(of: text) == nil ? codes.first { LanguageTag($0) == tag } : text
        }
        sources = [(source, code(direction.source, source, among: languages?.sources))]
        targets = [(target, code(direction.target, target, among: languages?.targets))]
    }
}

/// The two languages that a Marian model's files say that it translates between.
struct StatedLanguages {
    let source: LanguageTag?
    let target: LanguageTag?

    init(directory: ModelDirectory) throws {
        let settings = try directory.document("tokenizer_config.json")?.root
        source = settings?["source_lang"]?.string.flatMap(LanguageTag.init)
        target = settings?["target_lang"]?.string.flatMap(LanguageTag.init)
    }

    /// Of a served model's name, "en-fr".
    /// - Returns: nil unless both halves are codes of languages
    init?(name: String) {
        let halves = name.split(separator: "-", omittingEmptySubsequences: false).map { LanguageTag(String($0)) }
        guard halves.count == 2, let source = halves[0], let target = halves[1] else { return nil }
        self.source = source
        self.target = target
    }
}

extension ServedModel {
    /// What it translates: as it is told, else by its tokenizer, else by its own settings, else by its name; empty: nothing that is
    /// known.
    var translatedLanguages: [TranslatedLanguages] {
        guard description.decoder != nil, let tokenizer else { return [] }
        if let chosenLanguages { return chosenLanguages.compactMap { TranslatedLanguages($0, tokenizer.languages) } }
        let named = StatedLanguages(name: name)
        if let languages = tokenizer.languages, !languages.targets.isEmpty {
            return [
                TranslatedLanguages(
                    languages, statedLanguages.source == nil ? named ?? statedLanguages : statedLanguages)
            ]
        }
        for stated in [statedLanguages, named].compactMap(\.self) {
            if let source = stated.source, let target = stated.target {
                return [TranslatedLanguages(from: source, into: target)]
            }
        }
        return []
    }
}

/// What a language abbreviates, and how its sentences begin.
struct LanguageRules: Sendable {
    /// What an abbreviation before a period says of a sentence's end there.
    enum Abbreviation: Sendable {
        /// Never an end: something must follow.
        case never
        /// No end before a number.
        case number
        /// An end when the next word is one that begins sentences.
        case may
        /// An end before a capital.
        case ends
    }

    private(set) var abbreviations: [String: Abbreviation] = [:]
    /// Ends of words that are abbreviated before a number: `str` in "Goethestr. 5".
    private(set) var suffixes: [String] = []
    private(set) var months: Set<String> = []
    /// Words that begin sentences, and are no names, as they are written there.
    private(set) var starters: Set<String> = []
    /// Verbs of a speaker's tag.
    private(set) var speech: Set<String> = []
    /// Whether a number with a period is an ordinal.
    private(set) var hasOrdinals = false

    private static let all: [String: LanguageRules] = languageTables.mapValues { LanguageRules(table: $0) }

    /// - language: an ISO 639 code of two or three letters, with or without a script or region; nil or another one
    ///   has the common rules.
    static func rules(for language: String?) -> LanguageRules {
        guard let common = all[""] else { return LanguageRules() }
        guard let code = language.map(code(of:)), var own = all[code], !code.isEmpty else { return common }
        own.abbreviations.merge(common.abbreviations) { own, _ in own }
        if own.starters.isEmpty { own.starters = common.starters }
        if own.speech.isEmpty { own.speech = common.speech }
        return own
    }

    /// "pt-BR" and "por_Latn" are "pt".
    static func code(of language: String) -> String {
        let primary = language.prefix { $0 != "-" && $0 != "_" }.lowercased()
        return otherCodes[primary] ?? primary
    }

    private static let otherCodes: [String: String] = [
        "afr": "af", "ara": "ar", "arb": "ar", "azj": "az", "bel": "be", "bul": "bg", "bos": "bs", "cat": "ca",
        "ces": "cs",
        "dan": "da", "deu": "de", "ell": "el", "eng": "en", "spa": "es", "est": "et", "eus": "eu", "pes": "fa",
        "fas": "fa",
        "fin": "fi", "fra": "fr", "glg": "gl", "heb": "he", "iw": "he", "hin": "hi", "hrv": "hr", "hun": "hu",
        "hye": "hy",
        "ind": "id", "isl": "is", "ita": "it", "jpn": "ja", "kat": "ka", "kaz": "kk", "kor": "ko", "lit": "lt",
        "lav": "lv",
        "lvs": "lv", "mkd": "mk", "zsm": "ms", "nob": "nb", "no": "nb", "nld": "nl", "pol": "pl", "por": "pt",
        "ron": "ro",
        "rus": "ru", "slk": "sk", "slv": "sl", "als": "sq", "sqi": "sq", "srp": "sr", "swe": "sv", "swh": "sw",
        "swa": "sw",
        "tur": "tr", "ukr": "uk", "uzn": "uz", "vie": "vi", "zho": "zh", "cmn": "zh",
    ]

    init() {}

    private init(table: String) {
        for line in table.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            switch words.first {
            case "ordinals": hasOrdinals = true
            case "never": add(words.dropFirst(), .never)
            case "number": add(words.dropFirst(), .number)
            case "may": add(words.dropFirst(), .may)
            case "ends": add(words.dropFirst(), .ends)
            case "months": months.formUnion(words.dropFirst())
            case "starters": starters.formUnion(words.dropFirst())
            case "speech": speech.formUnion(words.dropFirst())
            default: break
            }
        }
    }

    private mutating func add(_ words: ArraySlice<String>, _ kind: Abbreviation) {
        for word in words {
            if word.hasPrefix("*") {
                suffixes.append(String(word.dropFirst()))
            } else {
                abbreviations[word] = kind
            }
        }
    }

    /// - word: without its last period, its parts without spaces between them.
    func abbreviation(_ word: String) -> Abbreviation? {
        if let kind = abbreviations[word] { return kind }
        return suffixes.contains(where: { word.hasSuffix($0) }) ? .number : nil
    }
}

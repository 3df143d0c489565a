/// A language as people and other programs name it, whatever code a model has for it: by ISO 639, with a script where that makes
/// another language of it ("en", "ast", "zh-Hant").
package struct LanguageTag: Hashable, Sendable {
    package let code: String

    /// Of any code for the language: "fr", "fra", "fr-CA", "fr_XX", "fra_Latn".
    /// - Returns: nil for what is no language of ISO 639 that is known here.
    package init?(_ text: String) {
        let parts = text.utf8.split(omittingEmptySubsequences: false) {
            $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
        }
        .map { String(decoding: $0, as: UTF8.self).lowercased() }
        guard let first = parts.first, parts.dropFirst().allSatisfy({ (2...8).contains($0.utf8.count) }) else {
            return nil
        }
        let language = LanguageNames.others[first] ?? first
        guard LanguageNames.names[language] != nil else { return nil }
        self.init(language: language, script: Self.script(of: language, parts.dropFirst()))
    }

    private init(language: String, script: String?) { code = script.map { "\(language)-\($0)" } ?? language }

    package static let english = LanguageTag(language: "en", script: nil)

    /// In English.
    package var name: String {
        let name = LanguageNames.names[language] ?? language
        return switch script {
        case "Hans": "\(name) (simplified)"
        case "Hant": "\(name) (traditional)"
        case let script?: "\(name) (\(script))"
        case nil: name
        }
    }

    var language: String { String(code.prefix { $0 != "-" }) }
    private var script: String? { code.firstIndex(of: "-").map { String(code[code.index(after: $0)...]) } }

    /// With the script of its text, for a model that tells the two apart.
    /// - code: of the model's: "kas_Deva"
    func withScript(of code: String) -> LanguageTag {
        let script = code.split(separator: "_").dropFirst().first { $0.utf8.count == 4 }
        return LanguageTag(language: language, script: script.map(String.init))
    }

    /// - parts: of a code behind its language, in lower case
    private static func script(of language: String, _ parts: ArraySlice<String>) -> String? {
        guard language == "zh" else { return nil }
        for part in parts {
            switch part {
            case "hans", "cn", "sg": return "Hans"
            case "hant", "tw", "hk", "mo": return "Hant"
            default: break
            }
        }
        return nil
    }

    /// What is meant among languages that are there: itself, or Chinese in the script that there is.
    /// - isStrict: whether Chinese in the other script is another language
    func found<Value>(in table: [LanguageTag: Value], isStrict: Bool = true) -> LanguageTag? {
        if table[self] != nil { return self }
        guard language == "zh" else { return nil }
        let (plain, simplified, traditional) = (
            LanguageTag(language: language, script: nil), LanguageTag(language: language, script: "Hans"),
            LanguageTag(language: language, script: "Hant")
        )
        let others = self == traditional && isStrict ? [] : [simplified, plain] + (isStrict ? [] : [traditional])
        return others.first { table[$0] != nil }
    }
}

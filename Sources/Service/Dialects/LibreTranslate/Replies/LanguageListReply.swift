import JSON
import Tasks

/// A language with those that it is translated into.
struct TranslatedLanguageReply {
    let language: LanguageTag
    let routes: TranslationRoutes
}

extension ValueWriter<TranslatedLanguageReply> {
    static let translatedLanguage: ValueWriter = .object([
        ReplyField("code", .string) { $0.language.code },
        ReplyField("name", .string, "In English.") { $0.language.name },
        ReplyField("targets", .array(of: .string), "Codes of the languages that it is translated into.") {
            $0.routes.targets(of: $0.language).map(\.code)
        },
    ])
}

/// What LibreTranslate's page asks before all else.
struct FrontendSettingsReply {
    /// Whether keys are needed.
    let needsKeys: Bool
    /// What texts are translated into unless something else is chosen.
    let target: LanguageTag

    /// Characters that fit in a text whatever they are.
    fileprivate static let characterLimit = ServedModel.maxTokenizedBytes / 4
    /// Milliseconds after the last letter that is typed, until its translation is asked for.
    fileprivate static let typingPause = 500
}

extension ValueWriter<FrontendSettingsReply> {
    static let frontendSettings: ValueWriter = .object([
        ReplyField("charLimit", .integer) { _ in FrontendSettingsReply.characterLimit },
        ReplyField("frontendTimeout", .integer) { _ in FrontendSettingsReply.typingPause },
        ReplyField("apiKeys", .boolean) { $0.needsKeys },
        ReplyField("keyRequired", .boolean) { $0.needsKeys },
        ReplyField("suggestions", .boolean) { _ in false },
        ReplyField("filesTranslation", .boolean) { _ in false },
        ReplyField("supportedFilesFormat", .array(of: .string)) { _ in [] },
        ReplyField(
            "language",
            .object([
                ReplyField("source", .choice) { _ in (TranslateRequest.detected, "Auto Detect") },
                ReplyField("target", .choice) { ($0.target.code, $0.target.name) },
            ])
        ) { $0 },
    ])
}

extension ValueWriter<(code: String, name: String)> {
    fileprivate static let choice: ValueWriter = .object([
        ReplyField("code", .string) { $0.code }, ReplyField("name", .string) { $0.name },
    ])
}

import HTTP
import Tasks

extension Endpoint {
    static let languages = Endpoint(
        method: .get, pattern: "/languages", summary: "The languages that are translated, and into which others.",
        access: .withKeyInRequest(RequestParameters.apiKey),
        reply: .json(.array(of: ValueWriter<TranslatedLanguageReply>.translatedLanguage.schema))
    ) { (context, _) throws(ServiceError) in
        let routes = try context.models().translation
        return try .json(
            .array(of: .translatedLanguage),
            routes.sources.map { TranslatedLanguageReply(language: $0, routes: routes) })
    }

    static let frontendSettings = Endpoint(
        method: .get, pattern: "/frontend/settings", summary: "What a page for people needs to know.", access: .open,
        reply: .json(ValueWriter<FrontendSettingsReply>.frontendSettings.schema)
    ) { (context, _) throws(ServiceError) in
        let routes = try context.models().translation
        let target = routes.sources.first.flatMap { routes.targets(of: $0).first } ?? .english
        return try .json(
            .frontendSettings, FrontendSettingsReply(needsKeys: context.access.asksForKeys, target: target))
    }
}

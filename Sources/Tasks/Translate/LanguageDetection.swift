private import CLanguageDetection

/// What CLD2 makes of a text.
struct LanguageDetection {
    /// The largest part of the text first; none where there is nothing to go by.
    let languages: [(tag: LanguageTag, percent: Int)]
    /// Whether the first is well ahead of others that it might be.
    let isReliable: Bool

    init(of text: String) {
        var text = text
        var isReliable = false
        languages = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                var found = [heed_detected_language](
                    repeating: heed_detected_language(), count: Int(HEED_DETECTED_LANGUAGES))
                let count = heed_detect_languages(characters.baseAddress, characters.count, &found, &isReliable)
                return found.prefix(count).compactMap { language in
                    language.code.flatMap { LanguageTag(String(cString: $0)) }.map { ($0, Int(language.percent)) }
                }
            }
        }
        self.isReliable = isReliable
    }

    /// Of a part of the text. What is not reliable is no more than half sure.
    func confidence(_ percent: Int) -> Int { isReliable ? percent : percent / 2 }
}

extension TranslationRoutes {
    /// The languages that a text seems to be in, the likeliest first, among those that are translated from. At least one, unless there
    /// are none: where nothing speaks for any, English, or else the first, with a confidence of 0.
    package func detect(_ text: String) -> [DetectedLanguage] {
        let served = narrowed(LanguageDetection(of: text))
        return served.isEmpty ? [fallback].compactMap(\.self) : served
    }

    private func narrowed(_ detection: LanguageDetection) -> [DetectedLanguage] {
        var served: [DetectedLanguage] = []
        for (tag, percent) in detection.languages {
            guard let language = source(tag), !served.contains(where: { $0.language == language }) else { continue }
            served.append(DetectedLanguage(language: language, confidence: detection.confidence(percent)))
        }
        return served
    }

    private var fallback: DetectedLanguage? {
        (source(.english) ?? sources.first).map { DetectedLanguage(language: $0, confidence: 0) }
    }

    /// The language to translate a text from: the likeliest of those that lead to the target, which may be the target itself.
    /// - Throws: a text that is clearly in another one
    func source(of text: String, into target: LanguageTag, at place: Place) throws(Problem) -> DetectedLanguage {
        let detection = LanguageDetection(of: text)
        // A text may be in the target language already, also where nothing translates from it.
        for (tag, percent) in detection.languages {
            let language = source(tag) ?? (tag.found(in: [target: ()], isStrict: false))
            if let language, route(from: language, to: target) != nil {
                return DetectedLanguage(language: language, confidence: detection.confidence(percent))
            }
        }
        if detection.isReliable, let (tag, _) = detection.languages.first {
            throw .notAvailable(
                .sourceLanguage,
                "\(place) seems to be in \(tag.name) (\(tag.code)), from which nothing that is served here translates into "
                    + "\(target.name) (\(target.code)). If it is in another language, name that as \(.sourceLanguage).")
        }
        for language in [source(.english), .some(target)] + sources.map(Optional.some) {
            if let language, route(from: language, to: target) != nil {
                return DetectedLanguage(language: language, confidence: 0)
            }
        }
        return DetectedLanguage(language: target, confidence: 0)
    }
}

package import Engine

/// Texts to be translated, by whichever served models translate between their languages.
package struct TranslateTask: Sendable {
    /// Translations that a text may have in all: as many as a search has beams.
    package static let mostTranslations = 64

    package var texts: [String]
    /// Whether the only text was given by itself.
    package var isSingle: Bool
    /// A code of the texts' language; nil: each is looked at.
    package var source: String?
    package var target: String
    /// Translations of each text beside the best one.
    package var alternatives = 0

    package init(texts: [String], isSingle: Bool, source: String?, target: String) {
        self.texts = texts
        self.isSingle = isSingle
        self.source = source
        self.target = target
    }

    func place(ofText index: Int) -> Place { Place(.input, item: isSingle ? nil : index) }
}

/// A language that a text seems to be in.
package struct DetectedLanguage: Sendable, Equatable {
    package let language: LanguageTag
    /// 0 to 100; 0: nothing speaks for it.
    package let confidence: Int

    package init(language: LanguageTag, confidence: Int) {
        self.language = language
        self.confidence = confidence
    }
}

/// What became of a task to translate.
package struct TranslateOutcome: Sendable {
    /// Of each text: the best translation, then others.
    package let translations: [[String]]
    /// Of each text; nil: the task names its language.
    package let detected: [DetectedLanguage]?
    /// By the names of models.
    package let usage: [(model: String, usage: Usage)]
    package let times: StageTimes
}

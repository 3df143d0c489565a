/// Which served model translates from one language into another: of several the first, and where there is none, two of them with
/// English between.
package struct TranslationRoutes: Sendable {
    /// One translation by one model.
    struct Leg: Sendable {
        let served: ServedModel
        let languages: LanguageChoice
        let source: LanguageTag
        let target: LanguageTag
    }

    private struct Model: Sendable {
        let served: ServedModel
        /// What the model is told of a language; nil: nothing.
        let sources: [LanguageTag: String?]
        let targets: [LanguageTag: String?]
    }

    private let models: [Model]
    /// Of all models in their order, with those that each is translated into, through English as well.
    package let sources: [LanguageTag]
    private let targets: [LanguageTag: [LanguageTag]]
    /// Every language that is translated from or into.
    private let known: [LanguageTag: Void]

    init(_ served: [ServedModel]) {
        var sources: [LanguageTag] = []
        var targets: [LanguageTag] = []
        models = served.flatMap { served in
            served.translatedLanguages.map { translated in
                sources += translated.sources.map(\.tag)
                targets += translated.targets.map(\.tag)
                return Model(
                    served: served,
                    sources: Dictionary(translated.sources.map { ($0.tag, $0.code) }) { first, _ in first },
                    targets: Dictionary(translated.targets.map { ($0.tag, $0.code) }) { first, _ in first })
            }
        }
        (sources, targets) = (sources.withoutRepetitions, targets.withoutRepetitions)
        let models = models
        self.targets = Dictionary(
            uniqueKeysWithValues: sources.map { source in
                (source, targets.filter { $0 != source && Self.route(models, from: source, to: $0) != nil })
            })
        self.sources = sources.filter { [reachable = self.targets] in reachable[$0]?.isEmpty == false }
        known = Dictionary((sources + targets).map { ($0, ()) }) { first, _ in first }
    }

    package func targets(of source: LanguageTag) -> [LanguageTag] { targets[source] ?? [] }

    /// The language of a code that a client sends; nil: none that is translated from or into.
    package func language(_ code: String) -> LanguageTag? { LanguageTag(code)?.found(in: known) }

    /// Every code, those of sources first.
    var knownCodes: [String] { sources.map(\.code) + known.keys.filter { !sources.contains($0) }.map(\.code).sorted() }

    /// The language that a text was found to be in, among those that are translated from; nil: none of them.
    func source(_ detected: LanguageTag) -> LanguageTag? { detected.found(in: targets, isStrict: false) }

    /// One or two translations; empty from a language into itself; nil where no model leads there.
    func route(from source: LanguageTag, to target: LanguageTag) -> [Leg]? {
        source == target ? [] : Self.route(models, from: source, to: target)
    }

    private static func route(_ models: [Model], from source: LanguageTag, to target: LanguageTag) -> [Leg]? {
        if let direct = leg(models, from: source, to: target) { return [direct] }
        guard let first = leg(models, from: source, to: .english), let second = leg(models, from: .english, to: target)
        else { return nil }
        return [first, second]
    }

    private static func leg(_ models: [Model], from source: LanguageTag, to target: LanguageTag) -> Leg? {
        guard source != target else { return nil }
        for model in models {
            guard let sourceCode = model.sources[source], let targetCode = model.targets[target] else { continue }
            return Leg(
                served: model.served, languages: LanguageChoice(source: sourceCode, target: targetCode),
                source: source, target: target)
        }
        return nil
    }
}

extension [LanguageTag] {
    fileprivate var withoutRepetitions: [LanguageTag] {
        var seen: Set<LanguageTag> = []
        return filter { seen.insert($0).inserted }
    }
}

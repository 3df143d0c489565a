package import Engine

/// A task to translate, checked: the language of every text is known, and a way to the target's.
package struct TranslatePlan: Sendable {
    /// Texts that take the same way.
    private struct Group: Sendable {
        let route: [TranslationRoutes.Leg]
        /// Of the task's texts.
        var texts: [Int]
    }

    private let task: TranslateTask
    private let detected: [DetectedLanguage]?
    private let groups: [Group]
    /// Sequences that go to the engine at once.
    private let window: Int

    /// - maxInputs: texts that a task may have
    package init(
        _ task: TranslateTask, _ routes: TranslationRoutes, maxInputs: Int, deadline: Deadline
    ) async throws(Problem) {
        self.task = task
        window = max(1, maxInputs)
        try checkInputCount(task.texts.count, limit: maxInputs)
        let target = try routes.language(task.target, for: .targetLanguage)
        let named = try task.source.map { code throws(Problem) in try routes.language(code, for: .sourceLanguage) }
        var budget = TextBudget(deadline)
        try budget.spend(task.texts.enumerated().map { (task.place(ofText: $0), $1) })
        var groups: [LanguageTag: Group] = [:]
        var detected: [DetectedLanguage] = []
        for (index, text) in task.texts.enumerated() {
            let place = task.place(ofText: index)
            try checkLength(of: text, at: place)
            let source: LanguageTag
            if let named {
                source = named
            } else {
                try await budget.pause()
                let found = try routes.source(of: text, into: target, at: place)
                detected.append(found)
                source = found.language
            }
            guard groups[source] == nil else {
                groups[source]?.texts.append(index)
                continue
            }
            guard let route = routes.route(from: source, to: target) else {
                throw .notAvailable(
                    .targetLanguage,
                    "Nothing that is served here translates from \(source.name) (\(source.code)) into \(target.name) "
                        + "(\(target.code)).")
            }
            groups[source] = Group(route: route, texts: [index])
        }
        self.groups = groups.values.sorted { ($0.texts.first ?? 0) < ($1.texts.first ?? 0) }
        self.detected = named == nil ? detected : nil
    }

    /// Cancelling the calling task gives the work up.
    package func outcome(of engine: Engine, by deadline: Deadline) async throws(Problem) -> TranslateOutcome {
        var translations = task.texts.map { [$0] }
        var work = TranslationWork(engine: engine, deadline: deadline, window: window)
        for group in groups {
            var current = group.texts.map { translations[$0] }
            let places = group.texts.map(task.place(ofText:))
            for (position, leg) in group.route.enumerated() {
                let isLast = position == group.route.count - 1
                current = try await work.translate(
                    zip(current, places).map { (text: $0.first ?? "", place: $1) }, leg,
                    count: isLast ? task.alternatives + 1 : 1)
            }
            for (index, translated) in zip(group.texts, current) { translations[index] = translated }
        }
        return TranslateOutcome(translations: translations, detected: detected, usage: work.usage, times: work.times)
    }
}

private func checkLength(of text: String, at place: Place) throws(Problem) {
    let (count, limit) = (text.utf8.count, ServedModel.maxTokenizedBytes)
    guard count <= limit else {
        throw Problem(
            .textTooLong, place, "\(place) has \(count) bytes of text; the limit is \(limit). Send it in parts.")
    }
}

extension TranslationRoutes {
    /// - part: that names it, for the problem
    fileprivate func language(_ code: String, for part: Place.Part) throws(Problem) -> LanguageTag {
        if let language = language(code) { return language }
        guard !sources.isEmpty else {
            throw .notAvailable(part, "\(part): none of the models that are served here is known to translate.")
        }
        let known = knownCodes
        let more = known.count > 40 ? ", …" : ""
        throw .invalid(
            Place(part),
            "\(part) \"\(code.prefix(64))\" is not supported; the languages here are \(known.prefix(40).joined(separator: ", "))\(more)."
        )
    }
}

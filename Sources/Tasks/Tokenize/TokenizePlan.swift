package import Tokenizers

/// Texts to be cut into tokens.
package struct TokenizeTask: Sendable {
    /// nil: the default one.
    package var model: String?
    package var texts: [String]
    /// Which of the model's two languages they are in.
    package var side = TextSide.source
    package var addsSpecialTokens = true
    package var languages = LanguageChoice()

    package init(model: String? = nil, texts: [String]) {
        self.model = model
        self.texts = texts
    }

    /// What cannot go together, whatever the model: the languages' tokens are special tokens of the texts of a side.
    package func check() throws(Problem) {
        let given = [
            (Place.Part.sourceLanguage, languages.source != nil), (.targetLanguage, languages.target != nil),
        ].filter(\.1)
        if !addsSpecialTokens, let (part, _) = given.first {
            throw .noEffect(
                part, "\(part) has no effect without special tokens: leave \(.specialTokens) out.")
        }
        if side == .target, languages.source != nil {
            throw .noEffect(
                .sourceLanguage,
                "\(.sourceLanguage) has no effect on texts of the target side: send \(.targetLanguage).")
        }
    }

    package func place(ofText index: Int) -> Place { Place(.input, item: texts.count == 1 ? nil : index) }
}

/// A task to cut texts, checked: its texts can be cut one by one.
package struct TokenizePlan {
    package let served: ServedModel
    package let task: TokenizeTask
    private let tokenizer: any Tokenizer
    private let languages: LanguagePair
    private let budget: TextBudget

    /// - maxInputs: texts that a task may have
    package init(_ task: TokenizeTask, _ served: ServedModel, maxInputs: Int, deadline: Deadline) throws(Problem) {
        self.task = task
        self.served = served
        tokenizer = try served.requireTokenizer(for: .input)
        languages = try served.check(task.languages)
        if task.side == .source, let target = served.targetLanguage(of: languages),
            target.placement.isOutsideOfSource
        {
            throw .noEffect(
                .targetLanguage,
                "\(.targetLanguage) has no effect on texts of the source side of the model \(served.name).")
        }
        try checkInputCount(task.texts.count, limit: maxInputs)
        var budget = TextBudget(deadline)
        try budget.spend(task.texts.enumerated().map { (task.place(ofText: $0), $1) })
        self.budget = budget
    }

    package func tokens(ofText index: Int) async throws(Problem) -> [Token] {
        let (text, place) = (task.texts[index], task.place(ofText: index))
        try served.checkLength(of: text, limit: ServedModel.maxTokenizedBytes, at: place)
        try await budget.pause()
        let tokens = tokenizer.encode(
            text, side: task.side, languages: languages, addingSpecialTokens: task.addsSpecialTokens)
        if task.side == .source { try served.refuseLanguage(spelledOutIn: tokens, beside: languages, at: place) }
        return tokens
    }
}

package import Tokenizers

/// Token ids whose texts are wanted.
package struct DetokenizeTask: Sendable {
    /// nil: the default one.
    package var model: String?
    package var lists: [[Int32]]
    /// Whether the only list was given by itself.
    package var isSingle: Bool
    /// Which of the model's two languages they are of.
    package var side = TextSide.target

    package init(model: String? = nil, lists: [[Int32]], isSingle: Bool) {
        self.model = model
        self.lists = lists
        self.isSingle = isSingle
    }
}

/// A task to put texts together, checked: its lists can be put together one by one.
package struct DetokenizePlan {
    package let served: ServedModel
    package let task: DetokenizeTask
    private let tokenizer: any Tokenizer
    private let budget: TextBudget

    /// - maxInputs: lists that a task may have
    package init(_ task: DetokenizeTask, _ served: ServedModel, maxInputs: Int, deadline: Deadline) throws(Problem) {
        self.task = task
        self.served = served
        tokenizer = try served.requireTokenizer(for: .ids)
        try checkInputCount(task.lists.count, limit: maxInputs, of: .ids)
        budget = TextBudget(deadline)
    }

    package func text(ofList index: Int) async throws(Problem) -> DecodedText {
        try await budget.pause()
        let ids = task.lists[index]
        let place = Place(.ids, item: task.isSingle ? nil : index)
        try served.check(ids, against: tokenizer.vocabularySize(side: task.side), at: place)
        do {
            return try tokenizer.decode(ids, side: task.side)
        } catch {
            throw .invalid(place, "\(place) has a token id that stands for nothing in this vocabulary.")
        }
    }
}

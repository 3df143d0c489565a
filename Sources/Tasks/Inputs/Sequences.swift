/// What a task is given to work on: one text or one list of token ids, or several.
package struct Sequences: Sendable, Equatable {
    package enum Item: Sendable, Equatable {
        case text(String)
        /// Taken as they are: nothing is added.
        case ids([Int32])
    }

    package var items: [Item]
    /// Whether it was given by itself, and not in a list of one.
    package var isSingle: Bool

    /// Whether the first is compared with the others.
    private let isComparison: Bool

    package init(items: [Item], isSingle: Bool) {
        self.items = items
        self.isSingle = isSingle
        isComparison = false
    }

    package init(comparing source: String, with sentences: [String]) {
        items = [.text(source)] + sentences.map(Item.text)
        isSingle = false
        isComparison = true
    }

    /// Whether it is token ids, and not text.
    var isOfIDs: Bool { if case .ids = items.first { true } else { false } }

    func place(_ index: Int, in part: Place.Part) -> Place {
        guard isComparison else { return Place(part, item: isSingle ? nil : index) }
        return index == 0 ? Place(.sourceSentence) : Place(.sentences, item: index - 1)
    }

    /// Those that are text.
    func texts(in part: Place.Part) -> [(place: Place, text: String)] {
        items.enumerated().compactMap { index, item in
            if case .text(let text) = item { (place(index, in: part), text) } else { nil }
        }
    }
}

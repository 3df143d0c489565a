/// What of a task is meant: one of its parts, or an item of it, or a token of that. Each dialect has names of its own for them.
package struct Place: Sendable, Equatable {
    package enum Part: Sendable, Equatable {
        case model, input, overflow, sourceLanguage, targetLanguage, specialTokens
        case pooling, normalize, dimensions, prompt, promptName
        case target, targetPrefix, badWords, stop, stream
        /// Lists of ids whose texts are wanted.
        case ids
        /// A text, and those that it is compared with.
        case sourceSentence, sentences
        /// What an input became.
        case output
        /// A decoding option, by the name that transformers has for it.
        case option(String)
        case attentionMaps, attentionLayers, attentionHeads
        case alignment, alignmentLayers, alignmentHeads, alignmentValues
        /// Of an attention on numbers that are given.
        case queries, keys, values, mask, heads
        case projection(ProjectionRole)
    }

    package let part: Part
    /// Place among several; nil: the part as a whole, or the only one, which was not given in a list.
    package let item: Int?
    /// Place in a list of token ids.
    package let token: Int?

    package init(_ part: Part, item: Int? = nil, token: Int? = nil) {
        self.part = part
        self.item = item
        self.token = token
    }

    package func token(_ index: Int) -> Place { Place(part, item: item, token: index) }
}

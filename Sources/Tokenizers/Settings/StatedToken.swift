/// A special token as a file states it: as a literal, or with flags.
struct StatedToken: Equatable {
    var content: String
    var isSingleWord = false
    var stripsLeft = false
    var stripsRight = false
    /// nil to be normalized unless it is special.
    var isNormalized: Bool?
    var isSpecial = false

    init(literal: String, isSpecial: Bool = true, stripsLeft: Bool = false) {
        content = literal
        self.isSpecial = isSpecial
        self.stripsLeft = stripsLeft
    }

    init(_ token: AddedToken) {
        content = token.content
        isSingleWord = token.isSingleWord
        stripsLeft = token.stripsLeft
        stripsRight = token.stripsRight
        isNormalized = token.isNormalized
        isSpecial = token.isSpecial
    }

    /// Reads `{"content": literal, flags …}`.
    init(_ object: Component) throws(TokenizerError) {
        content = try object.required("content").string()
        isSingleWord = try object.flag("single_word", default: false)
        stripsLeft = try object.flag("lstrip", default: false)
        stripsRight = try object.flag("rstrip", default: false)
        isNormalized = try object.optional("normalized")?.flag()
        isSpecial = try object.flag("special", default: false)
    }

    var addedToken: AddedToken {
        AddedToken(
            content: content, isSingleWord: isSingleWord, stripsLeft: stripsLeft, stripsRight: stripsRight,
            isNormalized: isNormalized ?? !isSpecial, isSpecial: isSpecial)
    }
}

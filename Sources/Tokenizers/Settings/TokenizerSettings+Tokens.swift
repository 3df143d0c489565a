extension TokenizerSettings {
    /// The special token of a role, as its class has it where no file names one.
    struct Default {
        let role: String
        let token: StatedToken

        init(_ role: String, _ literal: String, stripsLeft: Bool = false, isSpecial: Bool = true) {
            self.role = role
            token = StatedToken(literal: literal, isSpecial: isSpecial, stripsLeft: stripsLeft)
        }

        init(_ role: String, _ token: StatedToken) {
            self.role = role
            self.token = token
        }
    }

    /// The literal of a special token, or what its class has for it.
    func literal(of role: String, _ defaults: [Default]) -> String? {
        named[role]?.content ?? defaults.first { $0.role == role }?.token.content
    }

    /// What is added to the tokens that a pipeline has, in order.
    ///
    /// - present: the tokens that it has.
    func tokensToAdd(to present: AddedVocabulary, _ defaults: [Default], extra: [StatedToken]) -> [AddedToken] {
        var tokens: [StatedToken] = []
        let presentTokens = present.tokens.map(\.token)
        var known = Set(presentTokens.map { Array($0.content.utf8) })
        for (_, token) in addedTokens.sorted(by: { $0.key < $1.key }) where !presentTokens.contains(token.addedToken) {
            tokens.append(token)
            known.insert(Array(token.content.utf8))
        }
        var named = named
        for fallback in defaults where named[fallback.role] == nil { named[fallback.role] = fallback.token }
        let ownRoles = defaults.map(\.role).filter { !Self.roles.contains($0) && !otherNames.contains($0) }
        let inOrder = (Self.roles + otherNames + ownRoles).compactMap { named[$0] }
        for token in inOrder + extra where known.insert(Array(token.content.utf8)).inserted { tokens.append(token) }
        let special = Set(inOrder.map { Array($0.content.utf8) })
        return tokens.map { token in
            var token = token
            if special.contains(Array(token.content.utf8)) { token.isSpecial = true }
            return token.addedToken
        }
    }
}

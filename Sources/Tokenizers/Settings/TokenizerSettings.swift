internal import Checkpoints
internal import JSON

/// What `tokenizer_config.json`, `special_tokens_map.json`, `added_tokens.json` and the `added_tokens` of a `tokenizer.json` say of a
/// pipeline, put together as transformers does.
struct TokenizerSettings {
    static let fileName = "tokenizer_config.json"
    private static let specialTokensFileName = "special_tokens_map.json"
    private static let addedTokensFileName = "added_tokens.json"
    /// In the order in which transformers adds them.
    static let roles = [
        "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token",
    ]

    /// Special tokens by their role, such as "unk_token", and by names of the model's own.
    private(set) var named: [String: StatedToken] = [:]
    /// Names other than the usual roles, in the files' order.
    private(set) var otherNames: [String] = []
    private(set) var extraTokens: [StatedToken] = []
    /// What the files say has which id, by id.
    private(set) var addedTokens: [Int: StatedToken] = [:]
    private(set) var truncationSide = TruncationSide.right
    private let root: JSONValue?

    /// - tokenizerFile: the root of a `tokenizer.json`, nil when the directory has none.
    init(directory: ModelDirectory, tokenizerFile: Component?) throws {
        let configuration = try directory.document(Self.fileName)
        root = configuration?.root
        if let root { try readTokens(root, file: Self.fileName, isConfiguration: true) }
        if let stated = root?["added_tokens_decoder"], !stated.isNull {
            try readAddedTokens(Component(json: stated, path: "added_tokens_decoder", file: Self.fileName))
        } else {
            if let map = try directory.document(Self.specialTokensFileName) {
                try readTokens(map.root, file: Self.specialTokensFileName, isConfiguration: false)
            }
            if let added = try directory.document(Self.addedTokensFileName) { try readAddedIDs(added.root) }
            for entry in try tokenizerFile?.optional("added_tokens")?.elements() ?? [] {
                let id = try entry.required("id").count(in: 0...Vocabulary.largestID)
                addedTokens[id] = StatedToken(try entry.addedToken())
            }
        }
        takeFlagsOfAddedTokens()
        if let side = try option("truncation_side")?.truncationSide()
            ?? tokenizerFile?.optional("truncation")?.optional("direction")?.truncationSide()
        {
            truncationSide = side
        }
    }

    /// Options that are not stated anywhere.
    init() { root = nil }

    /// An option of `tokenizer_config.json`; nil when it is absent or null.
    func option(_ name: String) -> Component? {
        root.flatMap { Component(json: $0, path: "", file: Self.fileName).optional(name) }
    }

    /// Whether `tokenizer_config.json` has an option, null or not.
    func states(_ name: String) -> Bool { root?[name] != nil }

    func flag(_ name: String, default value: Bool) throws(TokenizerError) -> Bool {
        try option(name)?.flag() ?? value
    }

    /// The literal of a special token; nil when no file names one.
    func literal(of role: String) -> String? { named[role]?.content }
}

extension TokenizerSettings {
    /// - isConfiguration: whether other members than tokens are to be expected.
    private mutating func readTokens(_ root: JSONValue, file: String, isConfiguration: Bool) throws(TokenizerError) {
        guard let members = root.members else { throw .malformed(file: file, reason: "it must be an object") }
        let object = Component(json: root, path: "", file: file)
        let extraName =
            object.optional("extra_special_tokens") == nil ? "additional_special_tokens" : "extra_special_tokens"
        for (name, _) in members {
            guard let value = object.optional(name) else { continue }
            if name == extraName {
                try readExtraTokens(value)
            } else if Self.roles.contains(name) || name.hasSuffix("_token"),
                value.json.kind == .string || value.json.kind == .object
            {
                set(name, try Self.token(value, isSpecial: !isConfiguration))
            }
        }
    }

    private mutating func set(_ name: String, _ token: StatedToken) {
        if !Self.roles.contains(name), named[name] == nil { otherNames.append(name) }
        named[name] = token
    }

    /// A list of tokens, or an object that gives each a name.
    private mutating func readExtraTokens(_ value: Component) throws(TokenizerError) {
        if let members = value.json.members {
            for (name, _) in members {
                if let token = value.optional(name) { set(name, try Self.token(token, isSpecial: false)) }
            }
            return
        }
        for element in try value.elements() {
            let token = try Self.token(element, isSpecial: true)
            if !extraTokens.contains(where: { $0.content.utf8.elementsEqual(token.content.utf8) }) {
                extraTokens.append(token)
            }
        }
    }

    /// - isSpecial: whether a token with flags is special whatever they say.
    private static func token(_ value: Component, isSpecial: Bool) throws(TokenizerError) -> StatedToken {
        if let literal = value.json.string { return StatedToken(literal: literal) }
        guard value.json.members != nil else { throw value.malformed("is \(value.json.summary), not a token") }
        var token = try StatedToken(value)
        if isSpecial { token.isSpecial = true }
        return token
    }

    private mutating func readAddedTokens(_ object: Component) throws(TokenizerError) {
        guard let members = object.json.members else { throw object.malformed("is not an object") }
        for (name, _) in members {
            guard let id = Int(name), (0...Vocabulary.largestID).contains(id) else {
                throw object.malformed("has \"\(name)\", which is not an id")
            }
            addedTokens[id] = try StatedToken(object.required(name))
        }
    }

    private mutating func readAddedIDs(_ root: JSONValue) throws(TokenizerError) {
        let file = Self.addedTokensFileName
        guard let members = root.members else {
            throw .malformed(file: file, reason: "it must be an object of tokens and ids")
        }
        let special = (Array(named.values) + extraTokens).map { Array($0.content.utf8) }
        for (literal, value) in members {
            let id = try Component(json: value, path: "the id of \"\(literal)\"", file: file)
                .count(in: 0...Vocabulary.largestID)
            addedTokens[id] = StatedToken(literal: literal, isSpecial: special.contains(Array(literal.utf8)))
        }
    }

    /// Where a special token is also an added one, its flags are those.
    private mutating func takeFlagsOfAddedTokens() {
        let known = Dictionary(addedTokens.map { (Array($0.value.content.utf8), $0.value) }) { _, last in last }
        for role in Self.roles {
            if let token = named[role], let added = known[Array(token.content.utf8)] { named[role] = added }
        }
    }
}

extension Component {
    /// "left" or "right", as a `tokenizer.json` writes it also with a capital.
    func truncationSide() throws(TokenizerError) -> TruncationSide {
        switch try string() {
        case "left", "Left": .left
        case "right", "Right": .right
        default: throw malformed("is \(json.summary), not \"left\" or \"right\"")
        }
    }
}

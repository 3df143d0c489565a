internal import Checkpoints
internal import JSON

/// What `tokenizer_config.json`, `special_tokens_map.json` and `added_tokens.json` say, put together as transformers does
/// for the tokenizers that are SentencePiece itself (Marian, M2M100). Pipelines follow other rules: `TokenizerSettings`.
struct TokenizerConfiguration {
    /// A token that is found in the text before the model cuts it.
    struct AddedToken: Equatable {
        var literal: String
        /// nil when the vocabulary decides.
        var id: Int?
        /// Takes the white space before it, after it.
        var stripsLeft = false
        var stripsRight = false
    }

    var endToken = "</s>"
    var unknownToken = "<unk>"
    /// Every special token, once each: the two above, the padding token and what else the files name.
    private(set) var specialTokens: [String] = []
    private(set) var addedTokens: [AddedToken] = []
    private(set) var cleansUpSpaces = false
    private(set) var hasSeparateVocabularies = false
    /// Special tokens spelled out in a text are cut like other text.
    private(set) var splitsSpecialTokens = false
    private(set) var truncationSide = TruncationSide.right

    static let fileName = "tokenizer_config.json"
    private static let specialTokensFileName = "special_tokens_map.json"
    private static let addedTokensFileName = "added_tokens.json"
    private static let namedTokens = [
        "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token",
    ]

    /// All three files are optional.
    ///
    /// - defaults: special tokens by role that the class has besides the usual ones.
    init(directory: ModelDirectory, defaults: [String: String] = [:]) throws {
        let configuration = try directory.document(Self.fileName)
        var tokens = SpecialTokenNames(
            ["eos_token": endToken, "unk_token": unknownToken, "pad_token": "<pad>"].merging(defaults) { $1 })
        if let configuration {
            try tokens.read(configuration.root, file: Self.fileName)
            try readOptions(configuration.root)
        }
        if let added = configuration?.root["added_tokens_decoder"]?.members {
            for (id, value) in added { try readAddedToken(value, id: id) }
        } else {
            if let map = try directory.document(Self.specialTokensFileName) {
                try tokens.read(map.root, file: Self.specialTokensFileName)
            }
            if let added = try directory.document(Self.addedTokensFileName) { try readAddedIDs(added.root) }
        }
        endToken = tokens.named["eos_token"] ?? endToken
        unknownToken = tokens.named["unk_token"] ?? unknownToken
        specialTokens = tokens.all(order: Self.namedTokens)
    }

    private mutating func readOptions(_ root: JSONValue) throws(TokenizerError) {
        cleansUpSpaces = try root.flag("clean_up_tokenization_spaces", file: Self.fileName)
        hasSeparateVocabularies = try root.flag("separate_vocabs", file: Self.fileName)
        splitsSpecialTokens = try root.flag("split_special_tokens", file: Self.fileName)
        let options = Component(json: root, path: "", file: Self.fileName)
        truncationSide = try options.optional("truncation_side")?.truncationSide() ?? .right
        if let arguments = root["sp_model_kwargs"]?.members, arguments.contains(where: { _ in true }) {
            throw .malformed(file: Self.fileName, reason: "sp_model_kwargs is not supported; remove it")
        }
    }

    private mutating func readAddedToken(_ value: JSONValue, id: String) throws(TokenizerError) {
        let field = "added_tokens_decoder[\"\(id)\"]"
        guard let number = Int(id), let literal = value["content"]?.string else {
            throw .malformed(file: Self.fileName, reason: "\(field) needs an id as its name and a content")
        }
        if try value.flag("single_word", file: Self.fileName) {
            throw .malformed(file: Self.fileName, reason: "\(field): single_word is not supported")
        }
        addedTokens.append(
            AddedToken(
                literal: literal, id: number, stripsLeft: try value.flag("lstrip", file: Self.fileName),
                stripsRight: try value.flag("rstrip", file: Self.fileName)))
    }

    private mutating func readAddedIDs(_ root: JSONValue) throws(TokenizerError) {
        guard let members = root.members else {
            throw .malformed(file: Self.addedTokensFileName, reason: "it must be an object of tokens and ids")
        }
        for (literal, value) in members {
            guard let id = value.integer else {
                throw .malformed(
                    file: Self.addedTokensFileName,
                    reason: "the id of \"\(literal)\" is \(value.summary), not an integer")
            }
            addedTokens.append(AddedToken(literal: literal, id: id))
        }
    }
}

/// The special tokens of one or two files, the later taking precedence.
private struct SpecialTokenNames {
    private(set) var named: [String: String]
    /// Names beyond the usual ones, such as "language_token", in the files' order.
    private var otherNames: [String] = []
    private var extra: [String] = []

    init(_ defaults: [String: String]) { named = defaults }

    mutating func read(_ root: JSONValue, file: String) throws(TokenizerError) {
        guard let members = root.members else { throw .malformed(file: file, reason: "it must be an object") }
        for (name, value) in members where !value.isNull {
            if name == "extra_special_tokens" || name == "additional_special_tokens" {
                guard let elements = value.elements else { continue }
                extra = []
                for element in elements {
                    guard let literal = element.tokenLiteral else {
                        throw .malformed(file: file, reason: "\(name) holds \(element.summary), not a token")
                    }
                    extra.append(literal)
                }
            } else if name.hasSuffix("_token"), value.kind == .string || value.kind == .object {
                guard let literal = value.tokenLiteral else {
                    throw .malformed(file: file, reason: "\(name) is \(value.summary), not a token")
                }
                named[name] = literal
                otherNames.append(name)
            }
        }
    }

    func all(order: [String]) -> [String] {
        var tokens: [String] = []
        for token in (order + otherNames).compactMap({ named[$0] }) + extra
        where !token.isEmpty && !tokens.contains(where: { $0.utf8.elementsEqual(token.utf8) }) {
            tokens.append(token)
        }
        return tokens
    }
}

extension JSONValue {
    /// A token is written as a string or as `{"content": string, …}`.
    fileprivate var tokenLiteral: String? { string ?? self["content"]?.string }

    fileprivate func flag(_ name: String, file: String) throws(TokenizerError) -> Bool {
        guard let value = self[name], !value.isNull else { return false }
        guard let flag = value.boolean else {
            throw .malformed(file: file, reason: "\(name) is \(value.summary), not true or false")
        }
        return flag
    }
}

import HTTP
import Tasks

/// One way of asking over HTTP: what its paths are, how it names things, and what its errors look like. A new one is a folder beside
/// this file and a line in `others`.
struct Dialect: Sendable {
    /// For people, metrics and the setting `dialects`.
    let name: String
    /// What its paths begin with, in whole segments: `/v2`. Of several dialects the longest decides; empty: all that no other has.
    let prefixes: [String]
    let endpoints: [Endpoint]
    /// What it calls a part of a task; nil: it has no name for it.
    let field: @Sendable (Place.Part) -> String?
    /// What a client can do beside what the problem's own sentence says: a sentence; nil: nothing.
    let advice: @Sendable (Problem.Kind) -> String?
    let errors: ErrorShape

    /// Those that other people's clients speak, which can be turned off.
    static let others: [Dialect] = [.openAI, .tei, .libreTranslate, .openInference]
    static let all = [heed] + others

    /// Our own, and those of these names.
    static func spoken(_ names: [String]) -> [Dialect] { [heed] + others.filter { names.contains($0.name) } }

    /// The one that a path is of.
    static func of(path: String, among dialects: [Dialect]) -> Dialect {
        let matching = dialects.map { dialect in
            (dialect, length: dialect.prefixes.filter { path.isUnder($0) }.map(\.utf8.count).max() ?? -1)
        }
        return matching.max { $0.length < $1.length }?.0 ?? .heed
    }

    /// The path of a field: `input[2]`, `target[0][7]`.
    func path(_ place: Place) -> String? {
        field(place.part).map { name in
            ([name] + [place.item, place.token].compactMap(\.self).map { "[\($0)]" }).joined()
        }
    }

    func spell(_ wording: Wording) -> String {
        wording.spelled { piece in
            switch piece {
            case .text(let text): text
            case .place(let place): path(place) ?? "the \(place.part.words)"
            case .alternative(let part, let value): field(part).map { ", or send \"\($0)\": \(value)" } ?? ""
            case .modelListing(let name): "GET /models" + (name.map { "/\($0)" } ?? "")
            }
        }
    }
}

extension String {
    /// Whether the path begins with these whole segments.
    fileprivate func isUnder(_ prefix: String) -> Bool {
        hasPrefix(prefix) && (prefix.isEmpty || utf8.count == prefix.utf8.count || dropFirst(prefix.count).first == "/")
    }
}

extension Place.Part {
    /// For dialects that have no name for it.
    fileprivate var words: String {
        switch self {
        case .model: "model"
        case .input: "input"
        case .overflow: "treatment of inputs that are too long"
        case .sourceLanguage: "source language"
        case .targetLanguage: "target language"
        case .specialTokens: "choice of special tokens"
        case .pooling: "pooling"
        case .normalize: "scaling to unit length"
        case .dimensions: "number of dimensions"
        case .prompt: "prompt"
        case .promptName: "prompt's name"
        case .target: "target"
        case .targetPrefix: "beginning of the target"
        case .badWords: "words that must not occur"
        case .stop: "stop strings"
        case .stream: "streaming"
        case .ids: "token ids"
        case .sourceSentence: "text that is compared"
        case .sentences: "texts that it is compared with"
        case .output: "output"
        case .option(let name): "option \(name)"
        case .attentionMaps: "attention maps"
        case .attentionLayers: "layers of attention"
        case .attentionHeads: "heads of attention"
        case .alignment: "alignment"
        case .alignmentLayers: "layers of the alignment"
        case .alignmentHeads: "heads of the alignment"
        case .alignmentValues: "values of the alignment"
        case .queries: "queries"
        case .keys: "keys"
        case .values: "values"
        case .mask: "mask"
        case .heads: "heads"
        case .projection(let role): "projection of the \(role.rawValue)"
        }
    }
}

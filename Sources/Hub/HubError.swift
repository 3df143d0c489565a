/// Why a model cannot be had from the Hub. Every message is a sentence that says what to do.
package enum HubError: Error, Equatable {
    case malformedReference(String, reason: String)
    case malformedSetting(variable: String, reason: String)
    /// No connection, or none that lasted.
    case unreachable(endpoint: String, reason: String)
    /// The Hub, or who stores its files, answers with an error that passes.
    case busy(url: String, status: Int)
    /// Where the Hub points to, its permission does not count. It is for some minutes, and the Hub gives another one.
    case permissionRefused(url: String, status: Int, endpoint: String)
    case repositoryNotFound(repository: String, endpoint: String, hasToken: Bool)
    case tokenRefused(endpoint: String)
    case gated(repository: String, endpoint: String, hasToken: Bool)
    case forbidden(repository: String, message: String)
    case revisionNotFound(repository: String, revision: String)
    case unexpectedReply(url: String, reason: String)
    /// - found: formats of weights that are there, and that heed does not read.
    case noWeights(repository: String, found: [String])
    case noConfiguration(repository: String)
    case malformedRepository(repository: String, reason: String)
    /// heed does not serve it.
    case refused(repository: String, reason: String)
    case wrongContent(file: String, reason: String)
    case notInCache(reference: String, cache: String, reason: String)
    case unwritable(path: String, reason: String)
    case diskFull(path: String, needed: Int?, free: Int?)
    case readOnly(path: String)
}

extension HubError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .malformedReference(let text, let reason): "\"\(text)\" names no model on the Hub: \(reason)"
        case .malformedSetting(let variable, let reason): "environment variable \(variable): \(reason)"
        case .unreachable(let endpoint, let reason):
            "\(endpoint) cannot be reached: \(reason). HTTPS_PROXY names a proxy, HF_ENDPOINT another Hub; what is fetched "
                + "already stays, and the next try goes on from there"
        case .busy(let url, let status):
            status == 429
                ? "\(url) answers 429, too many requests: try again later, or set HF_TOKEN"
                : "\(url) answers \(status), again and again: try again later"
        case .permissionRefused(let url, let status, let endpoint):
            "\(url), where \(endpoint) points to, answers \(status): it does not accept the permission that came with the address. A "
                + "token, if that is what it wants, goes to \(endpoint) only; HF_ENDPOINT names another Hub"
        case .repositoryNotFound(let repository, let endpoint, let hasToken):
            "there is no model \(repository) on \(endpoint), or it is private and "
                + (hasToken ? "the token may not read it" : "needs a token: set HF_TOKEN")
        case .tokenRefused(let endpoint):
            "\(endpoint) refuses the token (HF_TOKEN, or the file token in HF_HOME): it is not valid, or no longer"
        case .gated(let repository, let endpoint, let hasToken):
            "\(repository) is gated: accept its conditions at \(endpoint)/\(repository)"
                + (hasToken ? " with the account of the token" : ", then set HF_TOKEN to a token of that account")
        case .forbidden(let repository, let message):
            "the Hub does not give \(repository) away" + (message.isEmpty ? "" : ": \(message)")
        case .revisionNotFound(let repository, let revision):
            "\(repository) has no revision \"\(revision)\"; it is a branch, a tag or a commit"
        case .unexpectedReply(let url, let reason): "\(url) does not answer as the Hub does: \(reason)"
        case .noWeights(let repository, let found):
            "\(repository) has no weights that heed reads (model.safetensors, pytorch_model.bin, or shards of them)"
                + (found.isEmpty ? "" : ", only \(found.joined(separator: ", "))")
        case .noConfiguration(let repository):
            "\(repository) has no config.json, and so is no model of the transformers library"
        case .malformedRepository(let repository, let reason): "\(repository) is damaged: \(reason)"
        case .refused(let repository, let reason): "\(repository) is not served here: \(reason)"
        case .wrongContent(let file, let reason):
            "\(file) arrived damaged: \(reason). Nothing of it was kept; try again"
        case .notInCache(let reference, let cache, let reason):
            "\(reference) is not in the cache \(cache) (\(reason)), and HF_HUB_OFFLINE forbids to fetch it"
        case .unwritable(let path, let reason):
            "\(path) cannot be written: \(reason). HF_HUB_CACHE names another directory for models"
        case .diskFull(let path, let needed, let free):
            "the disk of \(path) is full"
                + (needed.map { ": \(ByteCount($0)) are still to be fetched" } ?? "")
                + (free.map { ", \(ByteCount($0)) are free" } ?? "")
                + ". HF_HUB_CACHE names another directory for models"
        case .readOnly(let path):
            "\(path) is read-only, and the model is not wholly in it. HF_HUB_CACHE names another directory for models"
        }
    }
}

extension HubError {
    /// Whether the same may succeed a little later.
    var isTransient: Bool {
        switch self {
        case .unreachable, .busy, .permissionRefused: true
        default: false
        }
    }
}

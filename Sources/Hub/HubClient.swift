private import CCurl
import JSON
private import Glibc

/// Asks the Hub, and follows where it points to.
final class HubClient {
    let settings: HubSettings
    private let transport: Transport
    private let origin: Origin
    /// Told before each further try.
    var onRetry: (_ error: HubError, _ seconds: Double) -> Void = { _, _ in }

    init(_ settings: HubSettings) throws(HubError) {
        self.settings = settings
        transport = try Transport(settings)
        guard let origin = Origin(of: settings.endpoint) else {
            throw .malformedSetting(variable: "HF_ENDPOINT", reason: "must be an address")
        }
        self.origin = origin
    }

    /// The commit that a revision is.
    func commit(of reference: HubReference) throws(HubError) -> String {
        let revision = Origin.encoded(reference.revision)
        let url = "\(settings.endpoint)/api/models/\(reference.repository)/revision/\(revision)"
        let (document, _) = try document(at: url, of: reference)
        guard let commit = document.root["sha"]?.string, HubReference.isCommit(commit) else {
            throw .unexpectedReply(url: url, reason: "its \"sha\" is not a commit")
        }
        return commit
    }

    /// All files of a commit.
    func files(of reference: HubReference, commit: String) throws(HubError) -> [RepositoryFile] {
        var url: String? = "\(settings.endpoint)/api/models/\(reference.repository)/tree/\(commit)?recursive=true"
        var files: [RepositoryFile] = []
        var pages = 0
        while let page = url {
            pages += 1
            guard pages <= Self.mostPages else {
                throw .unexpectedReply(url: page, reason: "its list of files has more than \(Self.mostPages) pages")
            }
            let (document, next) = try document(at: page, of: reference)
            guard let elements = document.root.elements else {
                throw .unexpectedReply(url: page, reason: "it is no list of files")
            }
            for element in elements where element["type"]?.string == "file" {
                files.append(try RepositoryFile(element, url: page))
            }
            guard files.count <= Self.mostFiles else {
                throw .unexpectedReply(url: page, reason: "it lists more than \(Self.mostFiles) files")
            }
            url = next
        }
        return files
    }

    private static let mostPages = 1000
    private static let mostFiles = 100_000
    private static let mostDocumentBytes = 16 << 20

    private func document(at url: String, of reference: HubReference) throws(HubError) -> (JSONDocument, next: String?)
    {
        try retrying { () throws(HubError) in
            var body: [UInt8] = []
            let head = try get(url, of: reference) { part in
                body += part
                return body.count <= Self.mostDocumentBytes
            }
            guard head.status == 200, body.count <= Self.mostDocumentBytes else {
                throw HubError.unexpectedReply(
                    url: url, reason: "its reply has status \(head.status) and \(body.count) bytes")
            }
            do {
                return (try JSONDocument(parsing: body), head.headers["link"].flatMap(Self.nextPage))
            } catch {
                throw HubError.unexpectedReply(url: url, reason: "its reply is not JSON: \(error)")
            }
        }
    }

    /// Of `<https://…>; rel="next"`.
    static func nextPage(_ link: String) -> String? {
        for part in link.split(separator: ",") where part.contains("rel=\"next\"") || part.contains("rel=next") {
            guard let start = part.firstIndex(of: "<"), let end = part.firstIndex(of: ">"), start < end else {
                continue
            }
            return String(part[part.index(after: start)..<end])
        }
        return nil
    }

    /// Fetches a file once, from a byte on.
    /// - begin: told before the first part whether the parts begin at `start` (or else at the file's beginning)
    /// - receive: takes the parts; false ends the transfer.
    /// - Returns: whether nothing is behind what has come: the reply has told its length, or there is nothing at `start`.
    func fetch(
        _ file: RepositoryFile, of reference: HubReference, commit: String, from start: Int,
        begin: (_ isFromStart: Bool) -> Void, receive: (UnsafeRawBufferPointer) -> Bool
    ) throws(HubError) -> Bool {
        let path = Origin.encoded(file.path, keeping: "/")
        let url = "\(settings.endpoint)/\(reference.repository)/resolve/\(commit)/\(path)"
        var hasBegun = false
        var isMisplaced = false
        let head = try get(url, of: reference, from: start) { head, part in
            if !hasBegun {
                hasBegun = true
                isMisplaced = head.status == 206 && !Self.begins(head.headers["content-range"], at: start)
                if !isMisplaced { begin(head.status == 206) }
            }
            return !isMisplaced && receive(part)
        }
        if isMisplaced {
            throw .unexpectedReply(url: url, reason: "it sends another part of the file than it was asked for")
        }
        guard head.status != 416 else { return true }
        // An empty file has no parts.
        if !hasBegun { begin(head.status == 206) }
        return head.headers["content-length"] != nil
    }

    /// Of `bytes 100-199/200`.
    private static func begins(_ range: String?, at start: Int) -> Bool {
        guard let range, range.hasPrefix("bytes ") else { return false }
        return range.dropFirst("bytes ".count).split(separator: "-").first.flatMap { Int($0) } == start
    }

    private func get(
        _ url: String, of reference: HubReference, receive: (UnsafeRawBufferPointer) -> Bool
    ) throws(HubError) -> Transport.Head {
        try get(url, of: reference, from: 0) { _, part in receive(part) }
    }

    /// A reply with the status 200 or 206, or 416 to a request for a part, wherever the address leads.
    private func get(
        _ url: String, of reference: HubReference, from start: Int,
        receive: (borrowing Transport.Head, UnsafeRawBufferPointer) -> Bool
    ) throws(HubError) -> Transport.Head {
        var url = url
        for _ in 0..<Self.mostRedirects {
            guard let place = Origin(of: url) else {
                throw .unexpectedReply(
                    url: Self.shown(url), reason: "the Hub points there, and it is no address")
            }
            guard place.scheme == "https" || origin.scheme == "http" else {
                throw .unexpectedReply(
                    url: Self.shown(url), reason: "the Hub points there, where nothing is encrypted")
            }
            let isHub = place == origin
            let head: Transport.Head
            do {
                head = try transport.perform(
                    Transport.Request(
                        url: url, start: start, token: isHub ? settings.token : nil,
                        login: isHub ? settings.login : nil, isLocal: place.isLocal)
                ) { head, part in
                    guard head.status == 200 || head.status == 206 else { return true }
                    return receive(head, part)
                }
            } catch {
                throw .unreachable(endpoint: "\(place.scheme)://\(place.host):\(place.port)", reason: error.reason)
            }
            switch head.status {
            case 200, 206: return head
            case 416 where start > 0: return head
            case 301, 302, 303, 307, 308:
                guard let redirect = head.redirect else {
                    throw .unexpectedReply(url: Self.shown(url), reason: "it has a redirect to nowhere")
                }
                url = redirect
            default: throw error(head, url: Self.shown(url), isHub: isHub, of: reference)
            }
        }
        throw .unexpectedReply(
            url: Self.shown(url), reason: "the Hub points from one address to another, without end")
    }

    private static let mostRedirects = 10

    /// A query may be a permission, which belongs in no message, and neither does a password.
    private static func shown(_ url: String) -> String { Origin.withoutLogin(String(url.prefix { $0 != "?" })) }

    /// - isHub: whether it is the Hub that replies, and not where it points to
    private func error(_ head: Transport.Head, url: String, isHub: Bool, of reference: HubReference) -> HubError {
        let message = head.headers["x-error-message"] ?? ""
        let hasToken = settings.token != nil
        let repository = reference.repository
        let notFound = HubError.repositoryNotFound(
            repository: repository, endpoint: settings.endpoint, hasToken: hasToken)
        switch (head.headers["x-error-code"], head.status) {
        case ("GatedRepo", _):
            return .gated(repository: repository, endpoint: settings.endpoint, hasToken: hasToken)
        case ("RevisionNotFound", _):
            return .revisionNotFound(repository: repository, revision: reference.revision)
        case ("RepoNotFound", _): return notFound
        case ("EntryNotFound", _):
            return .malformedRepository(
                repository: repository, reason: "its list of files has one that is not there: \(url)")
        case (_, 401) where !isHub, (_, 403) where !isHub:
            return .permissionRefused(url: url, status: head.status, endpoint: settings.endpoint)
        case (_, 401):
            // The Hub says 401 without a code of models that are not there, too.
            return hasToken && message.contains("nvalid") ? .tokenRefused(endpoint: settings.endpoint) : notFound
        case (_, 404) where isHub && !url.contains("/resolve/"): return notFound
        case (_, 403): return .forbidden(repository: repository, message: message)
        case (_, 408), (_, 429), (_, 500...):
            retryAfter = head.headers["retry-after"].flatMap { Double($0) }
            return .busy(url: url, status: head.status)
        default:
            return .unexpectedReply(
                url: url, reason: "its status is \(head.status)" + (message.isEmpty ? "" : " (\(message))"))
        }
    }

    /// Seconds that the last busy reply has asked for.
    private var retryAfter: Double?

    /// Tries again what may succeed a little later: at most as often as there are pauses, which grow.
    func retrying<Value>(_ attempt: () throws(HubError) -> Value) throws(HubError) -> Value {
        var retries = Retries(settings)
        while true {
            do {
                return try attempt()
            } catch {
                try pause(after: error, &retries)
            }
        }
    }

    /// Waits before a further try.
    /// - Throws: the error when there is none.
    func pause(after error: HubError, _ retries: inout Retries) throws(HubError) {
        guard error.isTransient, let pause = retries.next() else { throw error }
        let seconds = max(pause, min(retryAfter ?? 0, Self.longestPause))
        retryAfter = nil
        onRetry(error, seconds)
        usleep(UInt32(seconds * 1_000_000))
    }

    private static let longestPause = 60.0
}

/// How often something is still tried again.
struct Retries {
    private let pauses: [Double]
    private var rest: ArraySlice<Double>

    init(_ settings: HubSettings) {
        pauses = settings.pauses
        rest = pauses[...]
    }

    /// Seconds before the next try; nil: there is none.
    mutating func next() -> Double? { rest.popFirst() }

    /// There was some progress.
    mutating func reset() { rest = pauses[...] }
}

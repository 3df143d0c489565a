import JSON

/// How far a model has been fetched.
package struct PullProgress: Sendable, Equatable {
    /// Bytes that are there, and of all files that are wanted.
    package var bytes = 0
    package var totalBytes = 0
    package var files = 0
    package var totalFiles = 0
}

/// What is told while a model is fetched.
package enum PullEvent: Sendable {
    /// What is about to be fetched, the small files first.
    case plan([RepositoryFile], PullProgress, cache: String)
    case progress(PullProgress)
    case finished(file: RepositoryFile, PullProgress)
    case retrying(HubError, seconds: Double)
    /// Another process fetches the file.
    case waiting(file: RepositoryFile)
}

extension PullEvent {
    /// How far it is; nil when the event is no progress.
    package var progress: PullProgress? {
        switch self {
        case .plan(_, let progress, _), .progress(let progress), .finished(_, let progress): progress
        case .retrying, .waiting: nil
        }
    }
}

/// A model in the cache.
package struct PulledModel: Sendable, Equatable {
    /// The directory with its files.
    package let path: String
    package let commit: String
    /// Whether the weights are among them.
    package let hasWeights: Bool
    /// Bytes of the weights that are not there, where that is known.
    package let missingBytes: Int?
    /// Why nobody can tell whether this is all of the model; nil: it is.
    package let doubt: String?

    package init(path: String, commit: String, hasWeights: Bool, missingBytes: Int?, doubt: String? = nil) {
        self.path = path
        self.commit = commit
        self.hasWeights = hasWeights
        self.missingBytes = missingBytes
        self.doubt = doubt
    }

    /// What a person who uses the model should know.
    package var notice: String? {
        doubt.map {
            "maybe a part of it is missing: who fetched it left no list of its files, and the Hub could not be asked: \($0)"
        }
    }
}

/// A model on the Hub, which is fetched into the cache that all tools of the Hub share.
package struct HubModel {
    package let reference: HubReference
    private let settings: HubSettings
    private let cache: HubCache

    package init(_ reference: HubReference, _ settings: HubSettings) {
        self.reference = reference
        self.settings = settings
        cache = HubCache(settings.cache, reference)
    }

    /// The model as it was when it was last fetched; nil when the cache is seen not to have all of it.
    package var cached: PulledModel? {
        guard let commit = cache.commit, cache.lack(of: commit) == nil else { return nil }
        return found(commit, hasWeights: true, doubt: "only the cache was looked at")
    }

    /// - doubt: why the Hub is not asked what else there is
    private func found(_ commit: String, hasWeights: Bool, doubt: String) -> PulledModel {
        PulledModel(
            path: cache.snapshot(commit), commit: commit, hasWeights: hasWeights, missingBytes: nil,
            doubt: cache.isListed(commit) ? nil : doubt)
    }

    /// From the cache when it has all of the model, or else fetched. Of a model that another tool has fetched, the Hub says once
    /// what all of it is; it stays at the same commit.
    /// - Parameters: as of `pull`.
    package func use(
        withWeights: Bool = true, check: (_ directory: String) throws -> Void = { _ in },
        report: (PullEvent) -> Void = { _ in }
    ) throws(HubError) -> PulledModel {
        guard let cached, !settings.isOffline else {
            return try pull(withWeights: withWeights, check: check, report: report)
        }
        guard cached.doubt != nil else { return cached }
        return try withoutActuallyEscaping(report) { (report) throws(HubError) in
            let client = try client(report)
            let files: [RepositoryFile]
            do {
                files = try client.files(of: reference, commit: cached.commit)
            } catch {
                // What is there was enough for somebody.
                return found(cached.commit, hasWeights: true, doubt: "\(error)")
            }
            var pull = Pull(commit: cached.commit, cache: cache, client: client, report: report)
            return try pull.run(files, withWeights: withWeights, check)
        }
    }

    /// Fetches what is missing of the revision as the Hub has it now.
    /// - withWeights: whether the weights, too
    /// - check: is given the snapshot's directory when its configuration is there, and throws when the rest is not worth it.
    package func pull(
        withWeights: Bool = true, check: (_ directory: String) throws -> Void = { _ in },
        report: (PullEvent) -> Void = { _ in }
    ) throws(HubError) -> PulledModel {
        if settings.isOffline { return try offline(withWeights: withWeights) }
        return try withoutActuallyEscaping(report) { (report) throws(HubError) in
            let client = try client(report)
            let commit = try client.commit(of: reference)
            var pull = Pull(commit: commit, cache: cache, client: client, report: report)
            return try pull.run(try client.files(of: reference, commit: commit), withWeights: withWeights, check)
        }
    }

    private func client(_ report: @escaping (PullEvent) -> Void) throws(HubError) -> HubClient {
        let client = try HubClient(settings)
        client.onRetry = { report(.retrying($0, seconds: $1)) }
        return client
    }

    private func offline(withWeights: Bool) throws(HubError) -> PulledModel {
        guard let commit = cache.commit else {
            throw .notInCache(reference: "\(reference)", cache: cache.root, reason: "nothing of it is there")
        }
        let lack = cache.lack(of: commit)
        if let lack {
            guard !withWeights, Files.size("\(cache.snapshot(commit))/config.json") != nil else {
                throw .notInCache(reference: "\(reference)", cache: cache.root, reason: lack)
            }
        }
        return found(commit, hasWeights: lack == nil, doubt: "HF_HUB_OFFLINE forbids it")
    }
}

/// One run of fetching.
private struct Pull {
    let commit: String
    let cache: HubCache
    let client: HubClient
    let report: (PullEvent) -> Void
    private var progress = PullProgress()
    /// By path: what of each file is among the bytes of the progress.
    private var counted: [String: Int] = [:]
    private var hasFetched = false

    init(commit: String, cache: HubCache, client: HubClient, report: @escaping (PullEvent) -> Void) {
        self.commit = commit
        self.cache = cache
        self.client = client
        self.report = report
    }

    private var repository: String { cache.reference.repository }

    mutating func run(
        _ listed: [RepositoryFile], withWeights: Bool, _ check: (String) throws -> Void
    ) throws(HubError) -> PulledModel {
        let byPath = Dictionary(listed.map { ($0.path, $0) }) { first, _ in first }
        // The files that name others are a few kilobytes: they come before what is said of the rest.
        let choice = try FileChoice(from: Set(byPath.keys)) { (path) throws(HubError) in
            guard let file = byPath[path] else { return nil }
            try fetch(file)
            return HubCache.document(cache.path(of: file, in: commit))
        }
        if let problem = choice.problem { throw problem.error(repository: repository) }
        let small = choice.small.compactMap { byPath[$0] }
        let weights = choice.weights.compactMap { byPath[$0] }
        try fetchAll(small, withWeights ? weights : [], check)
        // A cache that cannot be written is as good without.
        if !cache.isListed(commit) { try? cache.write(Array(byPath.values), of: commit) }
        let missing = weights.filter { !cache.has($0, in: commit) }
        let hasWeights = missing.isEmpty
        if hasWeights {
            // Only now, so that who looks for the revision finds all of it.
            if hasFetched { try cache.write(commit: commit) } else { try? cache.write(commit: commit) }
        }
        return PulledModel(
            path: cache.snapshot(commit), commit: commit, hasWeights: hasWeights,
            missingBytes: hasWeights ? nil : missing.map(\.size).reduce(0, +))
    }

    private mutating func fetchAll(
        _ small: [RepositoryFile], _ weights: [RepositoryFile], _ check: (String) throws -> Void
    ) throws(HubError) {
        let files = small + weights
        counted = Dictionary(files.map { ($0.path, cache.bytes(of: $0, in: commit)) }) { first, _ in first }
        progress = PullProgress(
            bytes: counted.values.reduce(0, +), totalBytes: files.map(\.size).reduce(0, +),
            files: files.count { cache.has($0, in: commit) }, totalFiles: files.count)
        report(.plan(files.filter { !cache.has($0, in: commit) }, progress, cache: cache.root))
        let isConfiguration = { (file: RepositoryFile) in
            file.path.hasSuffix("config.json") || file.path == "modules.json"
        }
        for file in small where isConfiguration(file) { try fetch(file, isPlanned: true) }
        do { try check(cache.snapshot(commit)) } catch { throw .refused(repository: repository, reason: "\(error)") }
        try checkSpace()
        for file in small where !isConfiguration(file) { try fetch(file, isPlanned: true) }
        // The last of all: a snapshot that has them has everything.
        for file in weights { try fetch(file, isPlanned: true) }
    }

    private func checkSpace() throws(HubError) {
        let needed = progress.totalBytes - progress.bytes
        guard needed > 0, let free = Files.freeBytes(cache.folder), free < needed else { return }
        throw .diskFull(path: cache.root, needed: needed, free: free)
    }

    /// - isPlanned: whether it counts as progress
    private mutating func fetch(_ file: RepositoryFile, isPlanned: Bool = false) throws(HubError) {
        guard !cache.has(file, in: commit) else { return }
        hasFetched = true
        try cache.prepare()
        do {
            let report = report
            let lock = try FileLock(cache.lock(file)) { report(.waiting(file: file)) }
            if !cache.hasBlob(file) { try download(file, isPlanned) }
            try cache.link(file, in: commit)
            _ = consume lock
        }
        guard isPlanned else { return }
        progress.bytes += file.size - (counted[file.path] ?? 0)
        progress.files += 1
        report(.finished(file: file, progress))
    }

    private func download(_ file: RepositoryFile, _ isPlanned: Bool) throws(HubError) {
        var progress = progress
        let others = progress.bytes - (counted[file.path] ?? 0)
        try BlobDownload(
            file: file, commit: commit, cache: cache, client: client,
            onProgress: { bytes in
                guard isPlanned else { return }
                progress.bytes = others + bytes
                report(.progress(progress))
            })()
    }
}

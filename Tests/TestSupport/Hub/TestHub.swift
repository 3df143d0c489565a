private import Foundation
package import Hub
private import JSON
private import Synchronization

/// A small Hub on this machine: models by name, and large files behind a redirect to another port. It can misbehave.
package final class TestHub: Sendable {
    /// A request as it came.
    package struct Seen: Sendable {
        package let method: String
        /// Without the query.
        package let path: String
        package let query: String
        /// By names in lower case.
        package let headers: [String: String]
        /// Whether it came to the port of the large files.
        package let isStorage: Bool
        /// How many came before it to the same path and port.
        package let earlier: Int

        package var range: Int? {
            headers["range"].flatMap { Int($0.dropFirst("bytes=".count).prefix { $0.isNumber }) }
        }
    }

    /// In place of what is asked for.
    package enum Misbehavior: Sendable {
        case status(Int, headers: [String: String] = [:])
        case redirect(String)
        /// The connection ends after so many bytes of the body.
        case cut(after: Int)
        /// Nothing comes any more after so many bytes of the body.
        case stall(after: Int)
        /// Part by part, with a call between two of them.
        case parts(of: Int, between: @Sendable () -> Void)
        /// Another content of the same size.
        case corrupted
        /// The body ends early, and the head says so.
        case shortened(to: Int)
        case lengthened(by: Int)
        /// The whole, though a part was asked for.
        case ignoredRange
        /// Another part than was asked for.
        case otherRange
        case text(String)
    }

    package typealias Answer = @Sendable (Seen) -> Misbehavior?

    package let repositories: [String: TestRepository]
    /// Entries of a page of a list of files.
    private let pageSize: Int
    private let answer: Answer
    private let hub: Listener
    private let storage: Listener
    private let requests = Mutex<[Seen]>([])

    package init(
        _ repositories: [String: TestRepository], pageSize: Int = 1000, port: Int = 0,
        answer: @escaping Answer = { _ in nil }
    ) throws {
        self.repositories = repositories
        self.pageSize = pageSize
        self.answer = answer
        hub = try Listener(port: port)
        storage = try Listener(port: 0)
        hub.serve { [weak self] connection in self?.serve(connection, isStorage: false) ?? false }
        storage.serve { [weak self] connection in self?.serve(connection, isStorage: true) ?? false }
    }

    deinit {
        hub.close()
        storage.close()
    }

    package var url: String { "http://127.0.0.1:\(hub.port)" }
    package var seen: [Seen] { requests.withLock { $0 } }

    /// Asked for files, in order, with the byte from which on.
    package var fetched: [String] {
        seen.filter { $0.path.contains("/resolve/") }.map { seen in
            let file = seen.path.split(separator: "/").drop { $0 != "resolve" }.dropFirst(2).joined(separator: "/")
            return seen.range.map { "\(file)@\($0)" } ?? file
        }
    }

    /// Settings that point here, with a cache of its own and short pauses.
    package func settings(cache: String, token: String? = nil, environment: [String: String] = [:]) throws
        -> HubSettings
    {
        var variables = ["HF_ENDPOINT": url, "HF_HUB_CACHE": cache]
        variables["HF_TOKEN"] = token
        var settings = try HubSettings(environment: variables.merging(environment) { $1 })
        settings.pauses = [0.001, 0.002, 0.003]
        return settings
    }

    // MARK: - Replies

    /// - Returns: whether the connection goes on.
    private func serve(_ connection: Connection, isStorage: Bool) -> Bool {
        guard let request = connection.request() else { return false }
        let seen = requests.withLock { requests in
            let earlier = requests.count { $0.path == request.path && $0.isStorage == isStorage }
            let seen = Seen(
                method: request.method, path: request.path, query: request.query, headers: request.headers,
                isStorage: isStorage, earlier: earlier)
            requests.append(seen)
            return seen
        }
        let misbehavior = answer(seen)
        switch misbehavior {
        case .status(let status, let headers):
            return connection.send(status: status, headers.map { ($0.key, $0.value) }, [], seen)
        case .redirect(let url): return connection.send(status: 302, [("Location", url)], [], seen)
        case .text(let text): return connection.send(status: 200, [], Array(text.utf8), seen)
        default: break
        }
        if isStorage { return sendLargeFile(connection, seen, misbehavior) }
        let parts = seen.path.split(separator: "/").map { $0.removingPercentEncoding ?? "" }
        if parts.starts(with: ["api", "models"]) {
            return answerAPI(connection, seen, Array(parts.dropFirst(2)), misbehavior)
        }
        guard let marker = parts.firstIndex(of: "resolve"), parts.count > marker + 2 else {
            return connection.send(status: 404, [], [], seen)
        }
        return answerFile(
            connection, seen, name: parts[..<marker].joined(separator: "/"), revision: parts[marker + 1],
            path: parts[(marker + 2)...].joined(separator: "/"), misbehavior)
    }

    /// What keeps somebody from a model; nil: nothing.
    private func refusal(_ seen: Seen, _ name: String, _ revision: String) -> (Int, String)? {
        guard let repository = repositories[name] else { return (404, "RepoNotFound") }
        if let token = repository.token, seen.headers["authorization"] != "Bearer \(token)" {
            return (401, "RepoNotFound")
        }
        if repository.isGated { return (403, "GatedRepo") }
        return repository.has(revision: revision) ? nil : (404, "RevisionNotFound")
    }

    private func answerAPI(
        _ connection: Connection, _ seen: Seen, _ parts: [String], _ misbehavior: Misbehavior?
    ) -> Bool {
        guard let marker = parts.firstIndex(where: { $0 == "revision" || $0 == "tree" }), parts.count > marker + 1
        else {
            return connection.send(status: 404, [], [], seen)
        }
        let name = parts[..<marker].joined(separator: "/")
        let revision = parts[(marker + 1)...].joined(separator: "/")
        if let (status, code) = refusal(seen, name, revision) {
            return connection.send(status: status, [("X-Error-Code", code)], [], seen)
        }
        guard let repository = repositories[name] else { return false }
        var body = JSONWriter()
        var headers: [(String, String)] = []
        if parts[marker] == "revision" {
            body.object { body in
                body.field("id", name)
                body.field("sha", repository.commit)
                body.field("private", repository.token != nil)
                body.field("gated", repository.isGated)
                body.key("siblings")
                body.array { body in
                    for path in repository.files.keys.sorted() { body.object { $0.field("rfilename", path) } }
                }
            }
        } else {
            let start =
                seen.query.split(separator: "&").first { $0.hasPrefix("cursor=") }.flatMap { Int($0.dropFirst(7)) } ?? 0
            let paths = repository.files.keys.sorted()
            if start + pageSize < paths.count {
                headers.append(("Link", "<\(url)\(seen.path)?recursive=true&cursor=\(start + pageSize)>; rel=\"next\""))
            }
            body.array { body in
                for path in paths.dropFirst(start).prefix(pageSize) {
                    if let file = repository.files[path] { body.file(path, file) }
                }
            }
        }
        return connection.send(
            status: 200, headers + [("Content-Type", "application/json")], body.finish().copyOfBytes(), seen,
            misbehavior)
    }

    private func answerFile(
        _ connection: Connection, _ seen: Seen, name: String, revision: String, path: String,
        _ misbehavior: Misbehavior?
    ) -> Bool {
        if let (status, code) = refusal(seen, name, revision) {
            return connection.send(status: status, [("X-Error-Code", code)], [], seen)
        }
        guard let repository = repositories[name], let file = repository.files[path] else {
            return connection.send(status: 404, [("X-Error-Code", "EntryNotFound")], [], seen)
        }
        var headers = [("X-Repo-Commit", repository.commit), ("ETag", "\"\(file.content.text)\"")]
        guard file.isLarge else { return connection.send(status: 200, headers, file.bytes, seen, misbehavior) }
        headers += [("X-Linked-Etag", "\"\(file.content.text)\""), ("X-Linked-Size", "\(file.bytes.count)")]
        headers.append(("Location", "http://127.0.0.1:\(storage.port)/\(file.content.text)?permission=secret"))
        return connection.send(status: 302, headers, [], seen)
    }

    private func sendLargeFile(_ connection: Connection, _ seen: Seen, _ misbehavior: Misbehavior?) -> Bool {
        let files = repositories.values.lazy.flatMap { $0.files.values }
        guard let file = files.first(where: { $0.isLarge && "/" + $0.content.text == seen.path }) else {
            return connection.send(status: 404, [], [], seen)
        }
        return connection.send(status: 200, [], file.bytes, seen, misbehavior)
    }
}

extension JSONWriter {
    fileprivate mutating func file(_ path: String, _ file: TestRepository.File) {
        object { writer in
            writer.field("type", "file")
            writer.field("path", path)
            writer.field("size", file.bytes.count)
            guard file.isLarge else { return writer.field("oid", file.content.text) }
            // Git's own hash is of the text that points to the large file.
            writer.field("oid", String(repeating: "a", count: 40))
            writer.key("lfs")
            writer.object { writer in
                writer.field("oid", file.content.text)
                writer.field("size", file.bytes.count)
                writer.field("pointerSize", 130)
            }
        }
    }
}

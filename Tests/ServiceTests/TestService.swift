import Checkpoints
import Foundation
import HTTP
import JSON
import TestSupport

@testable import Service

/// The whole service in process, on small models with random weights.
struct TestService {
    let application: Application
    /// Holds the files of models that are put together for the test.
    private let directory: TemporaryDirectory

    /// - models: names and what they are made of; the first is the default.
    /// - log: takes all lines; nil: problems go to standard error.
    init(
        _ models: [(name: String, kind: TestModel)] = [("letters", .letters), ("ids", .ids)],
        log: JSONLogHandler? = nil,
        configure: (inout Configuration) -> Void = { _ in }
    ) throws {
        directory = try TemporaryDirectory()
        var configuration = Configuration.patient
        for (name, kind) in models {
            configuration.models.append(
                ModelSource(name: name, place: .path(try kind.directory(named: name, in: directory))))
        }
        configure(&configuration)
        application = Application(configuration: configuration, logsProgress: log != nil, logHandler: log)
        try application.load()
    }

    /// A reply that is expected to be a success.
    func post(_ path: String, _ body: String) async throws -> JSONValue {
        let reply = await application.respond(to: path, body: Array(body.utf8))
        guard reply.status == 200 else {
            throw UnexpectedReply(text: "\(reply.status): \(String(decoding: reply.body, as: UTF8.self))")
        }
        return try reply.json()
    }

    func get(_ path: String) async throws -> JSONValue {
        let reply = await application.respond(to: path)
        guard reply.status == 200 else {
            throw UnexpectedReply(text: "\(reply.status): \(String(decoding: reply.body, as: UTF8.self))")
        }
        return try reply.json()
    }

    /// Any reply.
    /// - path: with the query
    func reply(
        _ method: Request.Method, _ path: String, headers: [String: String] = [:], _ body: [UInt8] = []
    ) async -> ReplySeen {
        let response = await application.router.respond(
            to: Request(method: method, path: path, headers: headers, body: body))
        return ReplySeen(
            status: response.status,
            headers: Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }) { first, _ in first },
            body: response.body.copyOfBytes())
    }

    func reply(_ path: String, headers: [String: String] = [:], _ body: [UInt8]) async -> ReplySeen {
        await reply(.post, path, headers: headers, body)
    }

    /// A reply that is expected to be an error: its status and the members of `error`.
    func error(_ path: String, _ body: String) async throws -> ErrorSeen {
        let reply = await application.respond(to: path, body: Array(body.utf8))
        return try ErrorSeen(status: reply.status, body: reply.json())
    }
}

extension Configuration {
    /// All tests share the pool, and a request waits there for whatever they compute; tests of deadlines set their own.
    static var patient: Configuration {
        var configuration = Configuration()
        configuration.requestDeadline = 3600
        return configuration
    }
}

struct UnexpectedReply: Error, CustomStringConvertible {
    let text: String
    var description: String { text }
}

/// A reply with its headers, by names in lower case.
struct ReplySeen {
    let status: Int
    let headers: [String: String]
    let body: [UInt8]

    var json: JSONValue? { try? JSONDocument(parsing: body).root }
    /// Of dialects whose errors are one sentence.
    var sentence: String? { json?["error"]?.string }
    var text: String { String(decoding: body, as: UTF8.self) }
}

/// What a client reads of an error.
struct ErrorSeen: Equatable {
    let status: Int
    let type: String?
    let code: String?
    let param: String?
    let message: String?

    init(status: Int, body: JSONValue) {
        self.status = status
        type = body["error"]?["type"]?.string
        code = body["error"]?["code"]?.string
        param = body["error"]?["param"]?.string
        message = body["error"]?["message"]?.string
    }
}

/// Models that the tests serve.
enum TestModel {
    /// A source letter or a phoneme a token: vocabularies of 47 and 53, encoder 1 layer × 4 heads, decoder 2 × 1, 16 wide.
    case letters
    /// Without a tokenizer: vocabulary of 61, encoder 3 layers × 3 heads, decoder 1 × 2, 24 wide.
    case ids
    /// A directory of the fixtures.
    case fixture(String)
    /// OPUS-MT's layout, whose settings name two languages.
    case translator(from: String, to: String)

    fileprivate func directory(named name: String, in directory: TemporaryDirectory) throws -> String {
        switch self {
        case .ids: return Fixtures.path("marian/shared-swish")
        case .fixture(let name): return Fixtures.path(name)
        case .translator(let source, let target):
            return try Fixtures.translator(
                settings: #"{"source_lang":"\#(source)","target_lang":"\#(target)","separate_vocabs":false}"#,
                named: name,
                in: directory)
        case .letters:
            let path = "\(directory.path)/\(name)"
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            let sources = [
                ("marian/separate-vocabularies", ["config.json", "generation_config.json", "model.safetensors"]),
                (
                    "tokenizers/letters",
                    ["source.spm", "target.spm", "vocab.json", "target_vocab.json", "tokenizer_config.json"]
                ),
            ]
            for (folder, files) in sources {
                for file in files {
                    try FileManager.default.createSymbolicLink(
                        atPath: "\(path)/\(file)", withDestinationPath: Fixtures.path("\(folder)/\(file)"))
                }
            }
            return path
        }
    }
}

extension JSONValue {
    subscript(index: Int) -> JSONValue? { elements.flatMap { $0.indices.contains(index) ? $0[index] : nil } }
    var count: Int? { elements?.count }
    var numbers: [Double]? { elements?.compactMap(\.number) }
    var strings: [String?]? { elements?.map(\.string) }
    var integers: [Int]? { elements?.compactMap(\.integer) }
    var keys: [String]? { members?.map(\.key) }

    /// Compact text, to compare parts of replies.
    var text: String {
        var writer = JSONWriter()
        write(self, to: &writer)
        return String(decoding: writer.finish().copyOfBytes(), as: UTF8.self)
    }

    private func write(_ value: JSONValue, to writer: inout JSONWriter) {
        switch value.kind {
        case .object:
            writer.object { writer in
                guard let members = value.members else { return }
                for (key, member) in members {
                    writer.key(key)
                    write(member, to: &writer)
                }
            }
        case .array:
            writer.array { writer in for element in value.list { write(element, to: &writer) }
            }
        case .string: writer.value(value.string ?? "")
        case .integer: writer.value(value.integer ?? 0)
        case .real: writer.value(value.number ?? 0)
        case .boolean: writer.value(value.boolean ?? false)
        case .null: writer.null()
        }
    }
}

import HTTP
import JSON

extension JSONWriter {
    /// The API description (OpenAPI 3.1), from the declarations that requests are read with.
    mutating func apiDescription(of dialects: [Dialect]) {
        object { writer in
            writer.field("openapi", "3.1.0")
            writer.key("info")
            writer.object { writer in
                writer.field("title", "heed")
                writer.field("version", Release.version)
                writer.field(
                    "description",
                    "Transformer models over HTTP: hidden states, generated text, and the attention behind them.")
                writer.key("license")
                writer.object { writer in
                    writer.field("name", "Apache-2.0")
                    writer.field("identifier", "Apache-2.0")
                }
            }
            writer.key("paths")
            writer.object { writer in
                for dialect in dialects {
                    for endpoint in dialect.endpoints { writer.path(endpoint, dialect.errors) }
                }
                for endpoint in Endpoint.ofServer { writer.path(endpoint, Dialect.heed.errors) }
            }
            // A key, or nothing: whether keys are needed is configured.
            writer.key("security")
            writer.array { writer in
                writer.object { writer in
                    writer.key(Self.securityScheme)
                    writer.array { _ in }
                }
                writer.object { _ in }
            }
            writer.key("components")
            writer.object { writer in
                writer.key("securitySchemes")
                writer.object { writer in
                    writer.key(Self.securityScheme)
                    writer.object { writer in
                        writer.field("type", "http")
                        writer.field("scheme", "bearer")
                        writer.field("description", "One of the API keys, where the server has any configured.")
                    }
                }
                writer.key("schemas")
                writer.object { writer in
                    let shapes = Dictionary(dialects.map { ($0.errors.name, $0.errors) }) { first, _ in first }
                    for errors in shapes.values.sorted(by: { $0.name < $1.name }) {
                        writer.key(errors.name)
                        writer.schema(errors.writer.schema)
                    }
                }
            }
        }
    }

    private static let securityScheme = "apiKey"

    private mutating func path(_ endpoint: Endpoint, _ errors: ErrorShape) {
        key(endpoint.pattern)
        object { writer in
            writer.key(endpoint.method.rawValue.lowercased())
            writer.operation(endpoint, errors)
        }
    }

    private mutating func operation(_ endpoint: Endpoint, _ errors: ErrorShape) {
        object { writer in
            writer.field("summary", endpoint.summary)
            if case .open = endpoint.access {
                writer.key("security")
                writer.array { _ in }
            }
            if !endpoint.parameters.isEmpty {
                writer.key("parameters")
                writer.array { writer in for name in endpoint.parameters { writer.pathParameter(name) } }
            }
            if let fields = endpoint.fields { writer.requestBody(fields, endpoint.examples) }
            writer.key("responses")
            writer.object { writer in
                writer.key("200")
                writer.response("The result.", endpoint.reply)
                for (status, documentation) in endpoint.statuses(errors) {
                    writer.key("\(status)")
                    writer.errorResponse(status, documentation, endpoint, errors)
                }
            }
        }
    }

    private mutating func pathParameter(_ name: String) {
        object { writer in
            writer.field("name", name)
            writer.field("in", "path")
            writer.field("required", true)
            writer.key("schema")
            writer.schema(ReplySchema.string)
        }
    }

    private mutating func requestBody(_ fields: [any FieldDeclaration], _ examples: [(name: String, body: String)]) {
        key("requestBody")
        object { writer in
            writer.field("required", true)
            writer.content("application/json") { writer in
                writer.key("schema")
                writer.schema(Schema.object(fields))
                writer.key("examples")
                writer.object { writer in
                    for example in examples {
                        guard let document = try? JSONDocument(parsing: example.body) else { continue }
                        writer.key(example.name)
                        writer.object { writer in
                            writer.key("value")
                            writer.value(document.root)
                        }
                    }
                }
            }
        }
    }

    private mutating func content(_ mediaType: String, _ body: (inout JSONWriter) -> Void) {
        key("content")
        object { $0.mediaType(mediaType, body) }
    }

    private mutating func mediaType(_ mediaType: String, _ body: (inout JSONWriter) -> Void) {
        key(mediaType)
        object { body(&$0) }
    }

    private mutating func response(_ documentation: String, _ reply: Endpoint.Reply) {
        object { writer in
            writer.field("description", documentation)
            switch reply {
            case .json(let schema), .health(let schema):
                writer.content("application/json") { writer in
                    writer.key("schema")
                    writer.schema(schema)
                }
            case .jsonOrEvents(let schema):
                writer.key("content")
                writer.object { writer in
                    writer.mediaType("application/json") { writer in
                        writer.key("schema")
                        writer.schema(schema)
                    }
                    writer.mediaType("text/event-stream") { writer in
                        writer.key("schema")
                        writer.schema(
                            events,
                            "With stream: an event token for each token, then one of done, whose data is the whole reply, and error."
                        )
                    }
                }
            case .text(let mediaType):
                writer.content(mediaType) { writer in
                    writer.key("schema")
                    writer.schema(ReplySchema.string)
                }
            case .files(let mediaTypes):
                writer.key("content")
                writer.object { writer in
                    for mediaType in mediaTypes {
                        writer.mediaType(mediaType) { writer in
                            writer.key("schema")
                            writer.schema(ReplySchema.string)
                        }
                    }
                }
            case .anyObject:
                writer.content("application/json") { writer in
                    writer.key("schema")
                    writer.object { $0.field("type", "object") }
                }
            }
        }
    }

    private mutating func errorResponse(
        _ status: Int, _ documentation: String, _ endpoint: Endpoint, _ errors: ErrorShape
    ) {
        object { writer in
            writer.field("description", documentation)
            writer.content("application/json") { writer in
                writer.key("schema")
                guard case .health(let schema) = endpoint.reply, status == ErrorStatus.unavailable.rawValue else {
                    return writer.reference(to: errors)
                }
                writer.object { writer in
                    writer.key("anyOf")
                    writer.array { writer in
                        writer.schema(schema)
                        writer.reference(to: errors)
                    }
                }
            }
        }
    }

    private mutating func reference(to errors: ErrorShape) {
        object { $0.field("$ref", "#/components/schemas/\(errors.name)") }
    }
}

/// A server-sent event, as an object of its fields.
private let events = ReplySchema.object([
    ReplySchema.Member(
        name: "event", schema: .choice(["token", "done", "error"]), documentation: "", isRequired: true),
    ReplySchema.Member(name: "data", schema: .string, documentation: "JSON.", isRequired: true),
])

extension Endpoint {
    /// Of its errors, as the dialect has them, each with what it means.
    fileprivate func statuses(_ errors: ErrorShape) -> [(status: Int, documentation: String)] {
        var statuses: [(status: Int, documentation: String)] = []
        for error in ErrorStatus.allCases where answers(with: error) {
            let status = errors.status(error.rawValue, nil)
            if let index = statuses.firstIndex(where: { $0.status == status }) {
                statuses[index].documentation += " " + error.documentation
            } else {
                statuses.append((status, error.documentation))
            }
        }
        return statuses
    }

    private func answers(with error: ErrorStatus) -> Bool {
        if case .open = access, error == .unauthorized { return false }
        return (ErrorStatus.common + errors).contains(error)
    }

    /// The names in braces of the pattern.
    fileprivate var parameters: [String] {
        pattern.utf8.split(separator: UInt8(ascii: "/")).compactMap { segment in
            guard segment.first == UInt8(ascii: "{"), segment.last == UInt8(ascii: "}") else { return nil }
            return String(decoding: segment.dropFirst().dropLast(), as: UTF8.self)
        }
    }
}

import Tasks

// How problems of tasks name what they are about: by the fields of requests.

extension Place {
    /// The path of the field: `input[2]`, `target[0][7]`.
    var field: String { ([part.field] + [item, token].compactMap(\.self).map { "[\($0)]" }).joined() }
}

extension Place.Part {
    fileprivate var field: String {
        switch self {
        case .model: CommonFields.model.name
        case .input: CommonFields.input.name
        case .overflow: CommonFields.overflow.name
        case .sourceLanguage: LanguageFields.source.name
        case .targetLanguage: LanguageFields.target.name
        case .specialTokens: TokenizeRequest.Fields.addSpecialTokens.name
        case .pooling: EncodeRequest.Fields.pooling.name
        case .normalize: EncodeRequest.Fields.normalize.name
        case .target: DecodeRequest.Fields.target.name
        case .targetPrefix: DecodeRequest.Fields.targetPrefix.name
        case .badWords: DecodeRequest.Fields.badWords.name
        case .stop: DecodeRequest.Fields.stop.name
        case .stream: DecodeRequest.Fields.stream.name
        case .output: "outputs"
        case .option(let name): name
        case .attentionMaps: Self.attention(AttentionRequest.Fields.maps)
        case .attentionLayers: Self.attention(AttentionRequest.Fields.layers)
        case .attentionHeads: Self.attention(AttentionRequest.Fields.heads)
        case .queries: KernelRequest.Fields.queries.name
        case .keys: KernelRequest.Fields.keys.name
        case .values: KernelRequest.Fields.values.name
        case .mask: KernelRequest.Fields.mask.name
        case .heads: KernelRequest.Fields.heads.name
        case .projection(let role):
            "\(KernelRequest.Fields.projections.name).\(role.rawValue).\(Projections.Fields.weight.name)"
        }
    }

    private static func attention(_ field: some FieldDeclaration) -> String {
        "\(DecodeRequest.Fields.attention.name).\(field.name)"
    }
}

extension Wording {
    /// As this service's own requests are written.
    var inFields: String {
        spelled { piece in
            switch piece {
            case .text(let text): text
            case .place(let place): place.field
            case .setting(let part, let value): "\"\(part.field)\": \(value)"
            case .modelListing(let name): "GET /models" + (name.map { "/\($0)" } ?? "")
            }
        }
    }
}

/// Work on a task on behalf of a request.
func refusing<Value>(_ work: () throws(Problem) -> Value) throws(ServiceError) -> Value {
    do throws(Problem) { return try work() } catch { throw .task(error) }
}

func refusing<Value>(_ work: () async throws(Problem) -> Value) async throws(ServiceError) -> Value {
    do throws(Problem) { return try await work() } catch { throw .task(error) }
}

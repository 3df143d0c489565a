import JSON
import Tasks
import Transformer

/// The parameters of a request: the options that /encode and /decode have as fields.
struct InferParameters {
    private static let binary = Field(
        "binary_data_output", .boolean, default: false, "All outputs as bytes, behind the JSON of the reply.")
    private static let common: [any FieldDeclaration] = [binary, CommonFields.overflow, LanguageFields.source]
    private static let ofEncoding: [any FieldDeclaration] = [
        EncodeRequest.Fields.pooling, EncodeRequest.Fields.normalize, EncodeRequest.Fields.dimensions,
        EncodeRequest.Fields.promptName, EncodeRequest.Fields.prompt,
    ]
    private static let ofDecoding: [any FieldDeclaration] = [LanguageFields.target] + OptionField.all

    static let all = common + ofEncoding + ofDecoding

    static func named(_ field: some FieldDeclaration) -> String {
        "\(InferRequest.Fields.parameters.name).\(field.name)"
    }

    let isBinary: Bool
    /// What was given.
    private let names: [String]
    private let read: FieldReader?

    init(_ value: JSONValue?) throws(ServiceError) {
        names = value?.members?.map(\.key) ?? []
        read = try value.map { (value) throws(ServiceError) in
            try FieldReader(value, path: InferRequest.Fields.parameters.name, fields: Self.all)
        }
        isBinary = try read?(Self.binary) ?? false
    }

    func apply(to task: inout EncodeTask) throws(ServiceError) {
        guard let read else { return }
        try refuse(Self.ofDecoding, "the model has no decoder")
        task.overflow = try read(CommonFields.overflow)
        task.languages = LanguageChoice(source: try read(LanguageFields.source))
        task.pooling = try read(EncodeRequest.Fields.pooling)
        task.normalize = try read(EncodeRequest.Fields.normalize)
        task.dimensions = try read(EncodeRequest.Fields.dimensions)
        task.promptName = try read(EncodeRequest.Fields.promptName)
        task.prompt = try read(EncodeRequest.Fields.prompt)
    }

    func apply(to task: inout DecodeTask) throws(ServiceError) {
        guard let read else { return }
        try refuse(Self.ofEncoding, "the model's outputs are those of its decoder")
        task.overflow = try read(CommonFields.overflow)
        task.languages = try LanguageFields.choice(read)
        task.overrides = try OptionField.overrides(in: read)
    }

    private func refuse(_ fields: [any FieldDeclaration], _ reason: String) throws(ServiceError) {
        guard let name = names.first(where: { name in fields.contains { $0.name == name } }) else { return }
        let path = "\(InferRequest.Fields.parameters.name).\(name)"
        throw .noEffect(param: path, message: "\(path) has no effect here: \(reason).")
    }
}

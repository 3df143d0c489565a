import HTTP
import JSON

/// What `POST …/infer` is sent, before a model is known.
struct InferRequest {
    enum Fields {
        static let id = Field("id", optional: .string, "Comes back in the reply.")
        static let model = Field("model_name", optional: .string, "That of the path, for clients that say it twice.")
        static let parameters = Field(
            "parameters", optional: .parameters, "The model's options, as the fields of /encode or /decode.")
        static let inputs = Field(
            required: "inputs", .list(of: .tensor(InputTensor.Fields.all)),
            "text; or input_ids, with or without attention_mask.")
        static let outputs = Field(
            "outputs", optional: .list(of: .requestedOutput),
            "Tensors that are wanted, of GET /v2/models/{name}; what a model has for everybody when left out.")

        static let all: [any FieldDeclaration] = [id, model, parameters, inputs, outputs]
    }

    let id: String?
    let tensors: [InputTensor]
    /// nil: those that the model has for everybody.
    let outputs: [RequestedOutput]?
    let parameters: InferParameters

    /// - name: of the path
    init(_ request: Request, model name: String) throws(ServiceError) {
        let body = try InferBody(request)
        let read = try FieldReader(body.json, fields: Fields.all)
        id = try read(Fields.id)
        if let other = try read(Fields.model), other != name {
            throw .invalid(
                param: Fields.model.name,
                "model_name is \"\(other.prefix(200))\", and the path is that of \"\(name.prefix(200))\".")
        }
        parameters = try InferParameters(try read(Fields.parameters))
        outputs = try read(Fields.outputs)
        tensors = try InputTensor.read(try read(Fields.inputs), of: body)
    }
}

/// A tensor of the reply that is asked for.
struct RequestedOutput: Sendable {
    enum Fields {
        static let name = Field(required: "name", .string, "An output of GET /v2/models/{name}.")
        static let parameters = Field("parameters", optional: .outputParameters, "How it is wanted.")

        static let all: [any FieldDeclaration] = [name, parameters]
    }

    let name: String
    /// nil: as the request says of all.
    let isBinary: Bool?
}

private enum OutputParameterFields {
    static let binary = Field("binary_data", optional: .boolean, "Behind the JSON of the reply, as bytes.")

    static let all: [any FieldDeclaration] = [binary]
}

extension ValueParser where Value == RequestedOutput {
    fileprivate static let requestedOutput = ValueParser(.object(RequestedOutput.Fields.all)) {
        (value, path) throws(ServiceError) in
        let read = try FieldReader(value, path: path, fields: RequestedOutput.Fields.all)
        return RequestedOutput(
            name: try read(RequestedOutput.Fields.name), isBinary: try read(RequestedOutput.Fields.parameters) ?? nil)
    }
}

extension ValueParser where Value == Bool? {
    fileprivate static let outputParameters = ValueParser(.object(OutputParameterFields.all)) {
        (value, path) throws(ServiceError) in
        try FieldReader(value, path: path, fields: OutputParameterFields.all)(OutputParameterFields.binary)
    }
}

extension ValueParser where Value == JSONValue {
    /// Read later, together with the body's other parts.
    fileprivate static func tensor(_ fields: [any FieldDeclaration]) -> ValueParser {
        ValueParser(.object(fields)) { (value, path) throws(ServiceError) in value }
    }

    fileprivate static let parameters = tensor(InferParameters.all)
}

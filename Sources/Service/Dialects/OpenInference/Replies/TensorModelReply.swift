import JSON
import Tasks
import Transformer

/// What tensors a model takes and gives.
struct TensorModelReply {
    struct TensorDescription {
        let name: String
        let type: ElementType
        /// -1: any number.
        let shape: [Int]
    }

    let name: String
    let inputs: [TensorDescription]
    let outputs: [TensorDescription]

    init(_ served: ServedModel) {
        name = served.name
        let ids = [
            TensorDescription(name: InferRequest.idsName, type: .int64, shape: [-1, -1]),
            TensorDescription(name: InferRequest.maskName, type: .int64, shape: [-1, -1]),
        ]
        let text = TensorDescription(name: InferRequest.textName, type: .bytes, shape: [-1])
        inputs = (served.tokenizer == nil ? [] : [text]) + ids
        outputs = InferOutput.all(of: served).map { output in
            TensorDescription(name: output.rawValue, type: output.type, shape: output.shape(of: served))
        }
    }
}

extension ValueWriter<TensorModelReply> {
    static let tensorModel: ValueWriter = .object([
        ReplyField("name", .string) { $0.name },
        ReplyField("versions", .array(of: .string)) { _ in [ModelVersion.only] },
        ReplyField("platform", .string) { _ in "heed" },
        ReplyField("inputs", .array(of: .tensorDescription), "Either text or input_ids.") { $0.inputs },
        ReplyField("outputs", .array(of: .tensorDescription)) { $0.outputs },
    ])
}

extension ValueWriter<TensorModelReply.TensorDescription> {
    fileprivate static let tensorDescription: ValueWriter = .object([
        ReplyField("name", .string) { $0.name },
        ReplyField("datatype", .choice()) { $0.type },
        ReplyField("shape", .array(of: .integer), "-1: any number.") { $0.shape },
    ])
}

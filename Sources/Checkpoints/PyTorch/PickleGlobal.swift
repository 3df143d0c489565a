/// The Python objects that a pickle of tensors may name. Naming one runs nothing: each is a value of this enum, and what calling
/// one means is written out in `PickleMachine`.
enum PickleGlobal: Equatable {
    /// `collections.OrderedDict`
    case orderedDictionary
    /// `torch._utils._rebuild_tensor`, whose arguments are the first four of `rebuildTensorV2`
    case rebuildTensor
    case rebuildTensorV2
    /// With the element type as an argument: for types that have no storage class.
    case rebuildTensorV3
    case rebuildParameter
    case rebuildParameterWithState
    /// `torch.Size`
    case size
    /// `torch.float32`, …
    case elementType(PyTorchType)
    /// `torch.FloatStorage`, …
    case typedStorage(PyTorchType)
    /// `torch.storage.UntypedStorage`, counted in bytes
    case untypedStorage

    /// nil for every other object.
    init?(module: String, name: String) {
        switch module {
        case "collections" where name == "OrderedDict": self = .orderedDictionary
        case "torch._utils":
            switch name {
            case "_rebuild_tensor": self = .rebuildTensor
            case "_rebuild_tensor_v2": self = .rebuildTensorV2
            case "_rebuild_tensor_v3": self = .rebuildTensorV3
            case "_rebuild_parameter": self = .rebuildParameter
            case "_rebuild_parameter_with_state": self = .rebuildParameterWithState
            default: return nil
            }
        case "torch.storage" where name == "UntypedStorage": self = .untypedStorage
        case "torch" where name == "Size": self = .size
        case "torch":
            if let type = PyTorchType.all.first(where: { $0.name == name }) {
                self = .elementType(type)
            } else if let type = PyTorchType.all.first(where: { $0.storageClass == name }) {
                self = .typedStorage(type)
            } else {
                return nil
            }
        default: return nil
        }
    }
}

/// An element type of PyTorch.
struct PyTorchType: Equatable {
    /// As in `torch.float32`.
    let name: String
    /// As in `torch.FloatStorage`; nil for the types that came after typed storages.
    let storageClass: String?
    /// The name that safetensors gives it; those of `StoredType` can be read.
    let code: String
    let byteCount: Int

    static let all = [
        PyTorchType(name: "float32", storageClass: "FloatStorage", code: "F32", byteCount: 4),
        PyTorchType(name: "float16", storageClass: "HalfStorage", code: "F16", byteCount: 2),
        PyTorchType(name: "bfloat16", storageClass: "BFloat16Storage", code: "BF16", byteCount: 2),
        PyTorchType(name: "int64", storageClass: "LongStorage", code: "I64", byteCount: 8),
        PyTorchType(name: "float64", storageClass: "DoubleStorage", code: "F64", byteCount: 8),
        PyTorchType(name: "int32", storageClass: "IntStorage", code: "I32", byteCount: 4),
        PyTorchType(name: "int16", storageClass: "ShortStorage", code: "I16", byteCount: 2),
        PyTorchType(name: "int8", storageClass: "CharStorage", code: "I8", byteCount: 1),
        PyTorchType(name: "uint8", storageClass: "ByteStorage", code: "U8", byteCount: 1),
        PyTorchType(name: "bool", storageClass: "BoolStorage", code: "BOOL", byteCount: 1),
        PyTorchType(name: "complex64", storageClass: "ComplexFloatStorage", code: "C64", byteCount: 8),
        PyTorchType(name: "complex128", storageClass: "ComplexDoubleStorage", code: "C128", byteCount: 16),
        PyTorchType(name: "uint16", storageClass: nil, code: "U16", byteCount: 2),
        PyTorchType(name: "uint32", storageClass: nil, code: "U32", byteCount: 4),
        PyTorchType(name: "uint64", storageClass: nil, code: "U64", byteCount: 8),
        PyTorchType(name: "float8_e4m3fn", storageClass: nil, code: "F8_E4M3", byteCount: 1),
        PyTorchType(name: "float8_e5m2", storageClass: nil, code: "F8_E5M2", byteCount: 1),
    ]
}

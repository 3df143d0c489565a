import HTTP
import JSON

/// The body of a request: JSON, and where a header says how long that is, the bytes of tensors behind it.
struct InferBody {
    static let lengthHeader = "Inference-Header-Content-Length"

    let json: JSONValue
    /// What stands behind the JSON.
    private let bytes: ArraySlice<UInt8>

    init(_ request: Request) throws(ServiceError) {
        guard let header = request.header(Self.lengthHeader) else {
            json = try request.json()
            bytes = []
            return
        }
        guard let length = Int(header), (1...max(1, request.body.count)).contains(length) else {
            throw .invalid(
                param: Self.lengthHeader,
                "\(Self.lengthHeader) must be the number of the JSON's bytes, from 1 to the \(request.body.count) of the whole "
                    + "body, not \"\(header.prefix(64))\".")
        }
        var head = request
        head.body = Array(request.body.prefix(length))
        json = try head.json()
        bytes = request.body.dropFirst(length)
    }

    /// The bytes of tensors, one after the other.
    /// - sizes: of those inputs that state one, in their order, each with its path
    func parts(_ sizes: [(path: String, size: Int)]) throws(ServiceError) -> [ArraySlice<UInt8>] {
        var rest = bytes
        var parts: [ArraySlice<UInt8>] = []
        for (path, size) in sizes {
            guard size <= rest.count else {
                throw .invalid(
                    param: path,
                    "\(path) is \(size), and \(rest.count) of the body's bytes are left behind the JSON and the tensors before."
                )
            }
            parts.append(rest.prefix(size))
            rest = rest.dropFirst(size)
        }
        guard rest.isEmpty else {
            throw .invalid(
                param: Self.lengthHeader,
                "\(rest.count) bytes of the body belong to no input: each input that has bytes there states how many, as "
                    + "parameters.binary_data_size.")
        }
        return parts
    }
}

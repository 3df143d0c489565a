import Tensors
import Transformer

/// What `heed quantize` does.
package enum Quantization {
    /// Names of what weights can be stored as.
    package static let types = quantized.map(\.rawValue)
    private static let quantized = WeightType.allCases.filter { $0 != .float32 }

    /// - type: one of `types`
    /// - Returns: bytes of the weights that were written
    package static func write(directory: String, output: String, type name: String) throws(StartupError) -> Int {
        guard let type = quantized.first(where: { $0.rawValue == name }) else {
            preconditionFailure("\(name) is not one of \(types)")
        }
        do {
            let quantizer = try ModelQuantizer(path: directory, as: type)
            try quantizer.write(to: output)
            return quantizer.byteCount
        } catch {
            throw .quantization(directory: directory, reason: "\(error)")
        }
    }
}

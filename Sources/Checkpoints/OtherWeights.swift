/// Weights that heed does not read, for whoever has nothing else in a directory.
enum OtherWeights {
    /// One line for each kind that a directory has: "weights of TensorFlow (tf_model.h5), which are not read: …".
    static func found(in directory: ModelDirectory) -> [String] {
        var names = (try? directory.listing()) ?? []
        // Where exporters put them.
        for subdirectory in ["onnx", "openvino"] {
            let inner = (try? directory.existingSubdirectory(subdirectory)?.listing()) ?? []
            names += inner.map { "\(subdirectory)/\($0)" }
        }
        var lines: [String] = []
        for kind in kinds {
            let own = names.filter(kind.isOne)
            names.removeAll(where: kind.isOne)
            guard let first = own.first else { continue }
            let files = own.count == 1 ? first : "\(first) and \(own.count - 1) more"
            lines.append("\(kind.words) (\(files)), \(kind.remedy)")
        }
        return lines
    }

    private struct Kind: Sendable {
        let words: String
        let remedy: String
        let isOne: @Sendable (String) -> Bool
    }

    private static let conversion = "which heed does not read: convert them to model.safetensors"

    private static let kinds = [
        Kind(
            words: "weights of an adapter",
            remedy: "which change another model: merge them into it (PEFT's merge_and_unload)"
        ) {
            $0.hasPrefix("adapter_model.")
        },
        Kind(words: "weights of TensorFlow", remedy: conversion) {
            $0.hasSuffix(".h5") || $0 == "saved_model.pb" || $0.contains(".ckpt")
        },
        Kind(words: "weights of Flax", remedy: conversion) { $0.hasSuffix(".msgpack") },
        Kind(words: "weights of ONNX", remedy: conversion) { $0.hasSuffix(".onnx") || $0.hasSuffix(".onnx_data") },
        Kind(words: "weights of OpenVINO", remedy: conversion) { $0.contains("openvino") },
        Kind(words: "weights of llama.cpp", remedy: conversion) { $0.hasSuffix(".gguf") || $0.hasSuffix(".ggml") },
        Kind(words: "weights of rust-bert", remedy: conversion) { $0.hasSuffix(".ot") },
        Kind(words: "weights of Marian itself", remedy: "which transformers' convert_marian_to_pytorch.py converts") {
            $0.hasSuffix(".npz")
        },
        Kind(words: "the beginning of a download", remedy: "which was not finished: download the file again") {
            $0.hasSuffix(".incomplete") || $0.hasSuffix(".part") || $0.hasSuffix(".crdownload")
                || $0.hasSuffix(".aria2")
        },
        Kind(
            words: "shards without the file that lists them", remedy: "which is missing: download the .index.json, too"
        ) {
            $0.hasPrefix("model-") && $0.hasSuffix(".safetensors")
                || $0.hasPrefix("pytorch_model-") && $0.hasSuffix(".bin")
        },
        Kind(words: "weights under another name", remedy: "which heed does not look for: rename the file") {
            $0.hasSuffix(".safetensors") || $0.hasSuffix(".pt") || $0.hasSuffix(".pth")
                || ($0.hasSuffix(".bin") && $0.contains("model") && !$0.hasPrefix("training_args"))
        },
    ]
}

import Decoding
package import JSON
import Tasks
import Tensors
import Tokenizers
import Transformer

extension Inspection {
    /// The report as one JSON object.
    package func write(to writer: inout JSONWriter) { ValueWriter<Inspection>.inspection.writeSmall(self, &writer) }

    fileprivate var description: ModelDescription? { model?.description }

    fileprivate var reportedModel: ReportedModel? {
        description.map { ReportedModel(description: $0, moduleParameters: modules?.parameters ?? 0) }
    }

    fileprivate var reportedWeights: ReportedWeights? {
        model?.weights.map { ReportedWeights(weights: $0, quantization: model?.quantization) }
    }

    fileprivate var reportedTokenizer: ReportedTokenizer? {
        tokenizer.map { ReportedTokenizer(tokenizer: $0, hasDecoder: description?.decoder != nil) }
    }

    fileprivate var languages: LanguagesReply { LanguagesReply(of: tokenizer, decodingDefaults: decodingDefaults) }
}

extension ValueWriter<Inspection> {
    fileprivate static let inspection: ValueWriter = .object(
        findings, ReplyField<LanguagesReply>.all.of(\.languages), defaults)

    private static let findings: [ReplyField<Inspection>] = [
        ReplyField("directory", .string) { $0.label },
        ReplyField("servable", .boolean) { $0.isServable },
        ReplyField("problems", .array(of: .problem)) { $0.problems },
        ReplyField("notices", .array(of: .string)) { $0.notices },
        ReplyField("model", .nullable(.reportedModel)) { $0.reportedModel },
        ReplyField("weights", .nullable(.reportedWeights)) { $0.reportedWeights },
        ReplyField("tokenizer", .nullable(.reportedTokenizer)) { $0.reportedTokenizer },
    ]

    private static let defaults: [ReplyField<Inspection>] = [
        ReplyField("modules", .nullable(.modules)) { $0.modules },
        ReplyField("encoding_defaults", .encodingDefaults) { $0.embeddingDefaults ?? EmbeddingOptions($0.modules) },
        ReplyField("decoding_defaults", .nullable(.decodingDefaults)) { $0.decodingDefaults },
        ReplyField("limits", .limits) { $0 },
    ]

    private static let limits: ValueWriter = .object([
        ReplyField("max_input_tokens", .nullable(.integer)) { inspection in
            [inspection.description?.encoder.maxPositions, inspection.modules?.transformer.maxTokens]
                .compactMap(\.self).min()
        },
        ReplyField("max_target_tokens", .nullable(.integer)) { $0.description?.decoder?.maxPositions },
    ])
}

extension ValueWriter<Inspection.Problem> {
    fileprivate static let problem: ValueWriter = .object([
        ReplyField("area", .string) { $0.area.rawValue },
        ReplyField("message", .string) { $0.message },
    ])
}

private struct ReportedModel {
    let description: ModelDescription
    /// Of a sentence-transformers directory's other modules.
    let moduleParameters: Int
}

extension ValueWriter<ReportedModel> {
    fileprivate static let reportedModel: ValueWriter = .object(
        [
            ReplyField("family", .string) { $0.description.family },
            ReplyField("hidden_size", .integer) { $0.description.hiddenSize },
            ReplyField("parameters", .integer) { $0.description.parameters + $0.moduleParameters },
        ], ReplyField<ModelDescription>.stacks.of { $0.description })
}

private struct ReportedWeights {
    let weights: ModelInspection.Weights
    let quantization: WeightType?
}

extension ValueWriter<ReportedWeights> {
    fileprivate static let reportedWeights: ValueWriter = .object([
        ReplyField("files", .array(of: .string)) { $0.weights.files },
        .list("types", of: .tensorType) { reported, write in
            for (name, tensors) in reported.weights.types { try write(TensorType(name: name, tensors: tensors)) }
        },
        ReplyField("quantization", .nullable(.choice())) { $0.quantization },
        ReplyField("used", .array(of: .string)) { $0.weights.used },
        ReplyField("unread", .array(of: .string)) { $0.weights.unread },
        ReplyField("unused", .array(of: .string)) { $0.weights.unused },
    ])
}

private struct TensorType {
    let name: String
    let tensors: Int
}

extension ValueWriter<TensorType> {
    fileprivate static let tensorType: ValueWriter = .object([
        ReplyField("type", .string) { $0.name }, ReplyField("tensors", .integer) { $0.tensors },
    ])
}

private struct ReportedTokenizer {
    let tokenizer: any Tokenizer
    let hasDecoder: Bool
}

extension ValueWriter<ReportedTokenizer> {
    fileprivate static let reportedTokenizer: ValueWriter = .object([
        ReplyField("kind", .string) { $0.tokenizer.kind },
        ReplyField("source_vocabulary_size", .integer) { $0.tokenizer.vocabularySize(side: .source) },
        ReplyField("target_vocabulary_size", .nullable(.integer)) {
            $0.hasDecoder ? $0.tokenizer.vocabularySize(side: .target) : nil
        },
    ])
}

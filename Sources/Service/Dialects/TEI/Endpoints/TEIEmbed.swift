import HTTP
import Tasks
import Tensors

extension Endpoint {
    static let teiEmbed = embedding(at: "/tei/embed", "Embeddings, as text-embeddings-inference gives them.")
    /// Where clients of the Hub ask, which take the address as it is.
    static let teiRoot = embedding(at: "/tei", "The same as /tei/embed.")

    private static func embedding(at pattern: String, _ summary: String) -> Endpoint {
        Endpoint(
            method: .post, pattern: pattern, summary: summary, fields: TEIEmbedRequest.Fields.embed,
            examples: [
                ("text", #"{"inputs": "attention"}"#),
                ("texts", #"{"inputs": ["attention", "cross"], "normalize": false, "truncate": true}"#),
            ], reply: .json(ValueWriter<[[Float]]>.vectors.schema),
            errors: ErrorStatus.withBody + [.queueFull, .deadlineExceeded]
        ) { (context, request) async throws(ServiceError) in
            let task = try TEIEmbedRequest(try request.json(), ofTokens: false).task
            return try .json(.vectors, try await Embeddings(task, for: request, context).vectors)
        }
    }

    static let teiEmbedAll = Endpoint(
        method: .post, pattern: "/tei/embed_all", summary: "Hidden states of every token.",
        fields: TEIEmbedRequest.Fields.embedAll, examples: [("texts", #"{"inputs": ["attention", "cross"]}"#)],
        reply: .json(ValueWriter<EncodeOutcome>.hiddenStates.schema),
        errors: ErrorStatus.withBody + [.queueFull, .deadlineExceeded]
    ) { (context, request) async throws(ServiceError) in
        let task = try TEIEmbedRequest(try request.json(), ofTokens: true).task
        return try .json(.hiddenStates, try await Embeddings(task, for: request, context).outcome)
    }

    static let teiSimilarity = Endpoint(
        method: .post, pattern: "/tei/similarity", summary: "Cosines between a text and others.",
        fields: TEISimilarityRequest.Fields.all,
        examples: [
            (
                "texts",
                #"{"inputs": {"source_sentence": "attention", "sentences": ["cross", "attentive"]}, "parameters": {"truncate": true}}"#
            )
        ], reply: .json(ValueWriter<[Float]>.vector.schema),
        errors: ErrorStatus.withBody + [.queueFull, .deadlineExceeded]
    ) { (context, request) async throws(ServiceError) in
        let task = try TEISimilarityRequest(try request.json()).task
        let vectors = try await Embeddings(task, for: request, context).vectors
        let source = vectors.first ?? []
        return try .json(.vector, vectors.dropFirst().map { cosine(source, $0) })
    }
}

/// Of two vectors of unit length.
private func cosine(_ first: [Float], _ second: [Float]) -> Float {
    Float(zip(first, second).reduce(0.0) { $0 + Double($1.0) * Double($1.1) })
}

extension ValueWriter<[[Float]]> {
    /// [inputs][numbers]
    fileprivate static let vectors: ValueWriter = ValueWriter(.numbers(depth: 2)) { vectors, writer in
        try writer.array { writer in
            for vector in vectors {
                try Task.checkCancellation()
                try ValueWriter<[Float]>.vector.write(vector, &writer)
            }
        }
    }
}

extension ValueWriter<EncodeOutcome> {
    /// [inputs][tokens][hidden]
    fileprivate static let hiddenStates: ValueWriter = ValueWriter(.numbers(depth: 3)) { outcome, writer in
        try writer.array { writer in
            for result in outcome.results {
                try Task.checkCancellation()
                try ValueWriter<Tensor>.matrix.write(result.hiddenStates, &writer)
            }
        }
    }
}

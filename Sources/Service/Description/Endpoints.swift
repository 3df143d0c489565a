import HTTP
import Prometheus

extension EndpointDescription {
    /// Every route; a test holds the list against `routes`.
    static let all: [EndpointDescription] = [
        EndpointDescription(
            method: .post, pattern: "/encode",
            summary: "Hidden states or embeddings of sequences, and the encoder's attention.",
            fields: EncodeRequest.Fields.all,
            examples: [
                ("embedding", #"{"input": ["attention", "cross"], "pooling": "mean", "normalize": true}"#),
                (
                    "maps",
                    #"{"input": "attention", "attention": {"layers": [-1], "encoding": "base64", "dtype": "uint8", "reduce": "mean"}}"#
                ),
            ], reply: .json(.encode), errors: ErrorStatus.withBody + [.queueFull, .deadlineExceeded]),
        EndpointDescription(
            method: .post, pattern: "/decode",
            summary: "Generated or scored sequences, and every attention behind them.",
            fields: DecodeRequest.Fields.all,
            examples: [
                ("plain", #"{"input": "attention"}"#), ("maps", #"{"input": "attention", "attention": true}"#),
                (
                    "beams",
                    #"{"input": "read", "num_beams": 4, "num_return_sequences": 2, "top_logprobs": 2, "max_new_tokens": 16}"#
                ),
                ("stream", #"{"input": "attention", "stream": true, "num_beams": 1}"#),
                ("scoring", #"{"input": "read", "target": ["R EH D"], "attention": {"maps": ["cross"]}}"#),
            ], reply: .jsonOrEvents(.decode), errors: ErrorStatus.withBody + [.queueFull, .deadlineExceeded]),
        EndpointDescription(
            method: .post, pattern: "/attention", summary: "The attention mechanism itself, on numbers that are sent.",
            fields: KernelRequest.Fields.all,
            examples: [
                (
                    "causal",
                    #"{"queries": [[1, 0], [0, 1]], "keys": [[1, 0], [0, 1]], "values": [[1, 2], [3, 4]], "mask": "causal", "scores": true}"#
                )
            ], reply: .json(.kernel), errors: ErrorStatus.withBody),
        EndpointDescription(
            method: .post, pattern: "/tokenize", summary: "The ids, texts and offsets of the tokens of texts.",
            fields: TokenizeRequest.Fields.all, examples: [("texts", #"{"input": ["attention", "cross"]}"#)],
            reply: .json(.tokenize), errors: ErrorStatus.withBody),
        EndpointDescription(
            method: .post, pattern: "/detokenize", summary: "The texts that token ids stand for.",
            fields: DetokenizeRequest.Fields.all, examples: [("ids", #"{"input": [[5, 6, 7], [8]]}"#)],
            reply: .json(.detokenize), errors: ErrorStatus.withBody),
        EndpointDescription(
            method: .get, pattern: "/models", summary: "What is served, the default first.", reply: .json(.models)),
        EndpointDescription(
            method: .get, pattern: "/models/{name}", summary: "One served model.", reply: .json(.modelDescription),
            errors: [.notFound]),
        EndpointDescription(
            method: .get, pattern: "/openapi.json", summary: "This description.", reply: .anyObject),
        EndpointDescription(
            method: .get, pattern: "/metrics", summary: "Figures of the service for Prometheus.",
            reply: .text(mediaType: MetricRegistry.contentType)),
        EndpointDescription(
            method: .get, pattern: "/health", summary: "The same as /health/ready.", reply: .json(.health),
            isHealth: true),
        EndpointDescription(
            method: .get, pattern: "/health/ready", summary: "Whether requests are answered.", reply: .json(.health),
            isHealth: true),
        EndpointDescription(
            method: .get, pattern: "/health/live", summary: "Whether the process works.", reply: .json(.health),
            isHealth: true),
    ]
}

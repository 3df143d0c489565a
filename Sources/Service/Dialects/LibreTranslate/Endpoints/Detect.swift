import HTTP
import Tasks

extension Endpoint {
    static let detect = Endpoint(
        method: .post, pattern: "/detect",
        summary: "The language of a text, among those that are translated from, the likeliest first.",
        access: .withKeyInRequest(RequestParameters.apiKey), fields: DetectRequest.Fields.all,
        examples: [("text", #"{"q": "Attention is all you need."}"#)],
        reply: .json(.array(of: ValueWriter<DetectedLanguage>.detected.schema)), errors: ErrorStatus.withBody
    ) { (context, request) throws(ServiceError) in
        let routes = try context.models().translation
        let text = try DetectRequest(try RequestParameters.json(of: request)).text
        return try .json(.array(of: .detected), routes.detect(text))
    }
}

import HTTP
import JSON

extension Endpoint {
    /// The interface, for programs.
    static let description = Endpoint(
        method: .get, pattern: "/openapi.json", summary: "This description.", reply: .anyObject
    ) { (context, _) throws(ServiceError) in Response.json { $0.apiDescription(of: context.dialects) } }
}

import HTTP
import JSON

/// `GET /openapi.json`: the interface, for programs.
struct DescriptionHandler {
    func callAsFunction(_ request: Request) async throws(ServiceError) -> Response {
        Response.json { $0.apiDescription(of: EndpointDescription.all) }
    }
}

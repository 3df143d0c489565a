import HTTP
import Prometheus

extension Endpoint {
    static let metrics = Endpoint(
        method: .get, pattern: "/metrics", summary: "Figures of the service for Prometheus.", access: .metrics,
        isAboutServer: true, reply: .text(mediaType: MetricRegistry.contentType)
    ) { (context, _) throws(ServiceError) in
        Response(
            headers: [("Content-Type", MetricRegistry.contentType)], body: context.metrics.registry.exposition())
    }
}

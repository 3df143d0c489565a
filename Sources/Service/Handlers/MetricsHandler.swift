import HTTP
import Prometheus

/// `GET /metrics`: the service's figures in the text format of Prometheus.
struct MetricsHandler {
    let context: ServiceContext

    func callAsFunction(_ request: Request) async throws(ServiceError) -> Response {
        Response(
            headers: [("Content-Type", MetricRegistry.contentType)], body: context.metrics.registry.exposition())
    }
}

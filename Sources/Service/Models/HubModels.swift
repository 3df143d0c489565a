import Checkpoints
package import Hub
import Transformer

/// Models on the Hub, as directories of this machine.
package struct HubModels: Sendable {
    private let environment: [String: String]

    /// - environment: of the process
    package init(environment: [String: String]) { self.environment = environment }

    /// From the cache, or fetched when the cache does not have all of it.
    package func model(
        _ reference: HubReference, report: (PullEvent) -> Void
    ) throws(StartupError) -> PulledModel {
        let model = try hubModel(reference)
        do {
            return try model.use(check: Self.check, report: report)
        } catch {
            throw .hub(error)
        }
    }

    /// As the Hub has it now.
    package func pull(_ reference: HubReference, report: (PullEvent) -> Void) throws(StartupError) -> PulledModel {
        let model = try hubModel(reference)
        do {
            return try model.pull(check: Self.check, report: report)
        } catch {
            throw .hub(error)
        }
    }

    /// From the cache, or its small files only.
    package func outline(_ reference: HubReference, report: (PullEvent) -> Void) throws(StartupError) -> PulledModel {
        let model = try hubModel(reference)
        do {
            return try model.use(withWeights: false, report: report)
        } catch {
            throw .hub(error)
        }
    }

    private func hubModel(_ reference: HubReference) throws(StartupError) -> HubModel {
        do {
            return HubModel(reference, try HubSettings(environment: environment))
        } catch {
            throw .hub(error)
        }
    }

    /// Whether it is worth to fetch the weights: a directory with a configuration that is served.
    private static func check(_ path: String) throws {
        let directory = TransformerModule.place(in: try ModelDirectory(path: path)).directory
        if let problem = ModelInspection(directory: directory, hasWeights: false).configurationProblems.first {
            throw problem
        }
    }
}

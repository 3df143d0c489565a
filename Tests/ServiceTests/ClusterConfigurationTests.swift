import Foundation
import TestSupport
import Testing

@testable import Service

/// What `config/` tells supervisors, balancers and clusters is what the executable knows.
struct ClusterConfigurationTests {
    private static let manifests = ["config/kubernetes/image.yaml", "config/kubernetes/volume.yaml"]

    private static func text(_ path: String) throws -> String { try Fixtures.repositoryText(path) }

    /// The value after `key: ` wherever it stands, without quotes.
    private static func values(of key: String, in text: String) -> [String] {
        text.split(separator: "\n").compactMap { line in
            let line = line.drop { $0 == " " || $0 == "-" }
            guard line.hasPrefix("\(key): ") else { return nil }
            return line.dropFirst(key.count + 2).filter { $0 != "\"" }
        }
    }

    /// The configuration file that a manifest holds.
    private static func configuration(_ manifest: String) throws -> Configuration {
        let lines = try text(manifest).split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex { $0.hasSuffix("heed.json: |") })
        let file = lines[(start + 1)...].prefix { $0.hasPrefix("    ") }.joined(separator: "\n")
        let directory = try TemporaryDirectory()
        let path = try directory.write("heed.json", file)
        return try ConfigurationLoader(environment: [:], filePath: path).load()
    }

    @Test(arguments: manifests) func configurationInManifestsIsReadAndFitsThem(path: String) throws {
        let configuration = try Self.configuration(path)
        let text = try Self.text(path)
        #expect(configuration.server.host == "0.0.0.0")
        #expect(Self.values(of: "containerPort", in: text) == ["\(configuration.server.port)"])
        #expect(configuration.models.count == 1)
        // The supervisor waits for longer than a stop takes.
        let settle = try #require(text.firstMatch(of: #/- "sleep"\n +- "(\d+)"/#).flatMap { Double($0.1) })
        let grace = try #require(Self.values(of: "terminationGracePeriodSeconds", in: text).first.flatMap(Double.init))
        #expect(grace > settle + configuration.drainDelay + configuration.drainTimeout)
        // Files lie where something is mounted.
        let mounts = Self.values(of: "mountPath", in: text)
        #expect(mounts.contains { configuration.access.apiKeysFile.hasPrefix($0 + "/") })
        #expect(Self.values(of: "readOnlyRootFilesystem", in: text) == ["true"])
        #expect(Self.values(of: "enableServiceLinks", in: text) == ["false"])
    }

    @Test(arguments: manifests + ["config/kubernetes/service-monitor.yaml"])
    func pathsInManifestsAreRoutes(path: String) throws {
        let paths = Self.values(of: "path", in: try Self.text(path))
        #expect(!paths.isEmpty)
        #expect(Set(paths).isSubset(of: Set(Endpoint.all.filter { $0.isAboutServer }.map(\.pattern))))
    }

    @Test func autoscalerNamesMetricsThatExist() throws {
        let text = try Self.text("config/kubernetes/queue-autoscaler.yaml")
        let named = text.matches(of: #/heed_[a-z_]+/#).map { String($0.0) }
        #expect(!named.isEmpty)
        #expect(Set(named).isSubset(of: Set(ServiceMetrics.families.map(\.name))))
    }

    @Test(
        arguments: manifests + ["config/systemd/heed.service", "config/haproxy/haproxy.cfg", "config/nginx/nginx.conf"])
    func variablesAndSettingsAreKnown(path: String) throws {
        let text = try Self.text(path)
        let settings = Configuration.settings
        let variables = Set(text.matches(of: #/\bHEED_[A-Z_]+/#).map { String($0.0) })
        #expect(variables.isSubset(of: Set(settings.map(\.environmentVariable) + ["HEED_CONFIG"])))
        let flags = text.matches(of: #/heed (?:serve|health) (--[a-z-]+)/#).map { String($0.1) }
        #expect(Set(flags).isSubset(of: Set(settings.map(\.flag) + ["--config"])))
    }

    @Test func defaultsThatBalancersNameAreThose() throws {
        let limits = Configuration()
        for path in ["config/haproxy/haproxy.cfg", "config/nginx/nginx.conf"] {
            let text = try Self.text(path)
            #expect(text.contains("max_requests_in_flight (\(limits.server.maxRequestsInFlight))"), "\(path)")
            #expect(text.contains("max_queued_sequences (\(limits.engine.maxQueuedSequences))"), "\(path)")
        }
        let service = try Self.text("config/systemd/heed.service")
        let wait = try #require(service.firstMatch(of: #/TimeoutStopSec=(\d+)/#).flatMap { Double($0.1) })
        #expect(wait > limits.drainDelay + limits.drainTimeout)
    }
}

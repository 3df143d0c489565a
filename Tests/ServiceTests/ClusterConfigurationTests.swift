import Foundation
import TestSupport
import Testing

@testable import Service

/// What `config/` tells supervisors and balancers is what the executable knows.
struct ClusterConfigurationTests {
    private static func text(_ path: String) throws -> String { try Fixtures.repositoryText(path) }

    @Test(arguments: ["config/systemd/heed.service", "config/haproxy/haproxy.cfg", "config/nginx/nginx.conf"])
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

import HTTP
import JSON
import Prometheus
import TestSupport
import Testing

@testable import Service

/// `docs/operations.md` lists what the code declares, all of it and nothing else.
struct OperationsDocumentTests {
    /// Cells of the table under a heading, without the backticks of the first two columns.
    private func table(_ heading: String) throws -> [[String]] {
        let lines = try Fixtures.repositoryText("docs/operations.md").split(separator: "\n")
        let section = try #require(lines.firstIndex { $0 == "## \(heading)" })
        let rows = lines[section...].drop { !$0.hasPrefix("|---") }.dropFirst().prefix { $0.hasPrefix("|") }
        return rows.map { row in
            row.dropFirst(2).dropLast(2).split(separator: " | ", omittingEmptySubsequences: false).enumerated().map {
                $0 < 2 ? $1.filter { $0 != "`" } : String($1)
            }
        }
    }

    @Test func everyMetricStandsThereWithItsTypeAndLabels() throws {
        let expected = ServiceMetrics.families.map { family in
            let type =
                switch family.kind {
                case .counter: "counter"
                case .gauge: "gauge"
                case .histogram: "histogram"
                }
            return [family.name, type, family.labels.map { "`\($0)`" }.joined(separator: ", "), family.help]
        }
        #expect(try table("Metrics") == expected)
    }

    @Test func everyErrorCodeStandsThereWithItsStatus() throws {
        // The codes are written out where their statuses are.
        let service = try Fixtures.repositoryText("Sources/Service/Dialects/ErrorReply.swift")
            .matches(of: #/(?:self\.init|: )\(\s*(\d+),\s*\.\w+,\s*"(\w+)"/#).map { ["\($0.2)", "\($0.1)"] }
        let edge = HTTP.Refusal.allCases.map { [$0.code, "\($0.status)"] }
        #expect(service.count > 20 && edge.count > 10)
        let documented = try table("Error codes").map { Array($0.prefix(2)) }
        #expect(Set(documented) == Set(service + edge))
        #expect(documented.count == Set(documented).count)
    }

    @Test(arguments: ["config/grafana/heed.json", "config/prometheus/heed.rules.yml"])
    func configurationForOtherToolsNamesMetricsThatExist(path: String) throws {
        let known = Set(
            ServiceMetrics.families.flatMap { family in
                if case .histogram = family.kind {
                    ["_bucket", "_sum", "_count"].map { family.name + $0 }
                } else {
                    [family.name]
                }
            })
        let text = try Fixtures.repositoryText(path)
        let named = Set(text.matches(of: #/\b(heed|process)_[a-z_]+/#).map { String($0.0) })
        #expect(named.count >= 5)
        #expect(named.subtracting(known).isEmpty)
    }

    @Test func alertsAreExplained() throws {
        let alerts = try Fixtures.repositoryText("config/prometheus/heed.rules.yml")
            .matches(of: #/- alert: (\w+)/#).map { "\($0.1)" }
        let text = try Fixtures.repositoryText("docs/operations.md")
        #expect(!alerts.isEmpty)
        #expect(alerts.allSatisfy { text.contains("| \($0) |") })
    }
}

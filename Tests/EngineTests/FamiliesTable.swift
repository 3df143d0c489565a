import Foundation
import TestSupport

/// The table of docs/families.md.
enum FamiliesTable {
    struct Row {
        /// Its folder under Tests/Fixtures.
        let model: String
        /// By the quantity's name, rounded up to one digit, so that they seldom change.
        let differences: [String: String]
        let runs: Int
    }

    private static let path = "docs/families.md"
    private static let begin = "<!-- written by `make families-table` -->\n"
    private static let end = "<!-- end -->"
    private static let quantities = FamilyMeasurement.Quantity.allCases.map(\.rawValue)
    private static let absent = "–"

    static func write(_ rows: [Row]) throws {
        let (before, after) = try surroundings()
        let header = ["family", "configuration"] + quantities + ["runs of `generate`"]
        let lines =
            [line(header), "|" + String(repeating: "---|", count: header.count)]
            + rows.map { row in
                line(
                    [row.family, "`\(row.configuration)`"] + quantities.map { row.differences[$0] ?? absent }
                        + [row.runs == 0 ? absent : "\(row.runs)"])
            }
        let text = before + begin + "\n" + lines.joined(separator: "\n") + "\n\n" + end + after
        try text.write(toFile: Fixtures.path("../../\(path)"), atomically: true, encoding: .utf8)
    }

    static func committed() throws -> [Row] {
        let text = try Fixtures.repositoryText(path)
        let (before, after) = try surroundings()
        return text.dropFirst((before + begin).count).dropLast((end + after).count)
            .split(separator: "\n").dropFirst(2).map { Row(parsing: $0) }
    }

    private static func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }

    /// What stands before and after the table.
    private static func surroundings() throws -> (before: String, after: String) {
        let parts = try Fixtures.repositoryText(path).components(separatedBy: begin)
        guard parts.count == 2, let end = parts[1].range(of: end) else {
            throw FixtureError.missing("\(begin) in \(path)")
        }
        return (parts[0], String(parts[1][end.upperBound...]))
    }
}

extension FamiliesTable.Row {
    init(_ measured: FamilyMeasurement) {
        model = measured.model
        runs = measured.runs - measured.differingRuns.count
        differences = Dictionary(
            uniqueKeysWithValues: measured.largest.map { ($0.rawValue, Self.roundedUp($1)) })
    }

    fileprivate init(parsing line: some StringProtocol) {
        let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        let names = FamilyMeasurement.Quantity.allCases.map(\.rawValue)
        let folder = cells.count > 1 ? "\(cells[0])/\(cells[1].filter { $0 != "`" })" : ""
        model = cells.first == "marian" ? folder : "families/\(folder)"
        differences = Dictionary(
            uniqueKeysWithValues: zip(names, cells.dropFirst(2)).filter { $0.1 != "–" })
        runs = cells.last.flatMap { Int($0) } ?? 0
    }

    /// "marian" of "marian/shared-swish", "t5" of "families/t5/tied-relu".
    var family: String { model.split(separator: "/").dropLast().last.map(String.init) ?? "" }
    var configuration: String { model.split(separator: "/").last.map(String.init) ?? "" }

    /// 3e-07 of 2.1e-7.
    private static func roundedUp(_ number: Float) -> String {
        guard number > 0, number.isFinite else { return "\(number)" }
        let exponent = Int(log10(Double(number)).rounded(.down))
        let digit = Int((Double(number) / pow(10, Double(exponent))).rounded(.up))
        return digit == 10 ? "1e\(exponent + 1)" : "\(digit)e\(exponent)"
    }
}

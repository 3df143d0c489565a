import Foundation
import TestSupport
import Testing

private let tolerance: Float = 1e-4

/// What transformers computes, reproduced through the engine: ids exactly, numbers to 1e-4 of their scale.
@Suite struct FamilyReferenceTests {
    @Test(arguments: Fixtures.encoderDecoderModels)
    func encoderDecoderEqualsReference(_ model: String) async throws {
        let measured = try await FamilyMeasurements.shared.of(model)
        #expect(measured.differingRuns == [])
        #expect(measured.runs >= 20)
        for quantity in FamilyMeasurement.Quantity.allCases {
            #expect(try #require(measured.largest[quantity]) <= tolerance, "\(quantity.rawValue)")
        }
    }

    @Test(arguments: Fixtures.encoderModels)
    func encoderEqualsReference(_ model: String) async throws {
        let measured = try await FamilyMeasurements.shared.of("families/\(model)")
        #expect(Set(measured.largest.keys) == [.hiddenStates, .encoderMaps])
        for (quantity, difference) in measured.largest { #expect(difference <= tolerance, "\(quantity.rawValue)") }
    }

    /// docs/families.md has a row for each model, with what is checked of it. `make families-table` writes the rows.
    @Test func tableOfFamiliesIsComplete() async throws {
        var rows: [FamiliesTable.Row] = []
        for model in Fixtures.encoderDecoderModels + Fixtures.encoderModels.map({ "families/\($0)" }) {
            rows.append(FamiliesTable.Row(try await FamilyMeasurements.shared.of(model)))
        }
        if ProcessInfo.processInfo.environment["HEED_WRITE_FAMILIES_TABLE"] != nil {
            try FamiliesTable.write(rows)
        }
        let committed = try FamiliesTable.committed()
        #expect(committed.map(\.model) == rows.map(\.model), "run `make families-table`")
        for (written, measured) in zip(committed, rows) {
            #expect(written.runs == measured.runs, "\(written.model): run `make families-table`")
            #expect(written.differences.keys == measured.differences.keys, "\(written.model)")
            for difference in written.differences.values { #expect(try #require(Float(difference)) <= tolerance) }
        }
    }

    @Test func everyFolderOfAFamilyIsTested() throws {
        let tested = Set(
            Fixtures.encoderDecoderModels + Fixtures.encoderModels.map { "families/\($0)" })
        let folder = Fixtures.path("families")
        let manager = FileManager.default
        for family in try manager.contentsOfDirectory(atPath: folder) {
            for configuration in try manager.contentsOfDirectory(atPath: "\(folder)/\(family)") {
                #expect(tested.contains("families/\(family)/\(configuration)"))
            }
        }
    }
}

import JSON
import TestSupport
import Testing

@testable import Service

/// `POST /attention` against numbers worked out by hand.
struct KernelTests {
    private static let service = Result { try TestService([("ids", .ids)]) }

    private func attend(_ body: String) async throws -> JSONValue {
        try await Self.service.get().post("/attention", body)
    }

    private func expect(
        _ value: JSONValue?, equals expected: [Double], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let found = value?.flatNumbers ?? []
        #expect(found.count == expected.count, sourceLocation: sourceLocation)
        for (number, wanted) in zip(found, expected) {
            #expect(abs(number - wanted) < 1e-6, sourceLocation: sourceLocation)
        }
    }

    // softmax(1, 2) = (1 / (1 + e), e / (1 + e))
    private let less = 0.2689414213699951
    private let more = 0.7310585786300049

    @Test func weightsAreTheSoftmaxOfScaledScores() async throws {
        let reply = try await attend(
            #"{"queries":[[1,2]],"keys":[[1,0],[0,1]],"values":[[10,0,1],[0,10,1]],"scale":1,"scores":true}"#)
        #expect(reply.keys == ["outputs", "weights", "scores", "timing_ms"])
        expect(reply["scores"], equals: [1, 2])
        expect(reply["weights"], equals: [less, more])
        expect(reply["outputs"], equals: [10 * less, 10 * more, 1])
    }

    @Test func defaultScaleIsOneOverTheRootOfTheKeysDimension() async throws {
        let reply = try await attend(
            #"{"queries":[[1,2,0,0]],"keys":[[2,0,0,0],[0,2,0,0]],"values":[[1],[2]],"scores":true}"#)
        expect(reply["scores"], equals: [1, 2])
        expect(reply["outputs"], equals: [less + 2 * more])
    }

    @Test func valuesMayBeWiderThanKeys() async throws {
        let reply = try await attend(#"{"queries":[[0]],"keys":[[1],[1]],"values":[[1,2,3],[3,4,5]]}"#)
        expect(reply["outputs"], equals: [2, 3, 4])
    }

    @Test func causalMaskHidesLaterKeys() async throws {
        let reply = try await attend(
            #"{"queries":[[0],[0],[0]],"keys":[[0],[0]],"values":[[2],[4]],"mask":"causal","scores":true}"#)
        expect(reply["weights"], equals: [1, 0, 0.5, 0.5, 0.5, 0.5])
        expect(reply["outputs"], equals: [2, 3, 3])
        #expect(reply["scores"]?[0]?[1]?.isNull == true)
        #expect(reply["scores"]?[0]?[0]?.number == 0)
    }

    @Test func booleanMaskPicksKeysAndAFullyMaskedRowGivesZeros() async throws {
        let reply = try await attend(
            #"""
            {"queries":[[1],[1]],"keys":[[5],[1],[2]],"values":[[100],[1],[2]],"scale":1,
             "mask":[[false,true,true],[false,false,false]],"scores":true}
            """#)
        expect(reply["weights"], equals: [0, less, more, 0, 0, 0])
        expect(reply["outputs"], equals: [less + 2 * more, 0])
        #expect(reply["scores"]?[1]?.text == "[null,null,null]")
    }

    @Test func headsAttendOnTheirOwn() async throws {
        let reply = try await attend(
            #"{"queries":[[[0]],[[1]]],"keys":[[[1],[2]],[[1],[2]]],"values":[[[2],[4]],[[0],[1]]],"scale":1}"#)
        #expect(reply["outputs"]?.count == 2)
        expect(reply["weights"]?[0], equals: [0.5, 0.5])
        expect(reply["weights"]?[1], equals: [less, more])
        expect(reply["outputs"], equals: [3, more])
    }

    @Test func projectionsMakeAMultiHeadBlock() async throws {
        // Two heads: the first sees column 0, the second column 1. The output layer adds them and 0.5.
        let reply = try await attend(
            #"""
            {"queries":[[0,1]],"keys":[[1,1],[2,2]],"values":[[2,0],[4,1]],"scale":1,"heads":2,
             "projections":{"query":{"weight":[[1,0],[0,1]]},
                            "value":{"weight":[[1,0],[0,1]],"bias":[10,0]},
                            "output":{"weight":[[1,1]],"bias":[0.5]}}}
            """#)
        expect(reply["weights"]?[0], equals: [0.5, 0.5])
        expect(reply["weights"]?[1], equals: [less, more])
        expect(reply["outputs"], equals: [13 + more + 0.5])
    }

    @Test(arguments: [
        (#"{}"#, "missing_field", "queries"),
        (#"{"queries":[],"keys":[[1]],"values":[[1]]}"#, "wrong_type", "queries"),
        (#"{"queries":[1],"keys":[[1]],"values":[[1]]}"#, "wrong_type", "queries[0]"),
        (#"{"queries":[[]],"keys":[[1]],"values":[[1]]}"#, "invalid_value", "queries[0]"),
        (#"{"queries":[[1],[1,2]],"keys":[[1]],"values":[[1]]}"#, "invalid_value", "queries[1]"),
        (#"{"queries":[["x"]],"keys":[[1]],"values":[[1]]}"#, "wrong_type", "queries[0][0]"),
        (#"{"queries":[[1e300]],"keys":[[1]],"values":[[1]]}"#, "out_of_range", "queries[0][0]"),
        (#"{"queries":[[1]],"keys":[[1,2]],"values":[[1]]}"#, "invalid_value", "keys"),
        (#"{"queries":[[1]],"keys":[[1]],"values":[[1],[2]]}"#, "invalid_value", "values"),
        (#"{"queries":[[[1]]],"keys":[[1]],"values":[[1]]}"#, "invalid_value", "keys"),
        (#"{"queries":[[[1]],[[1],[2]]],"keys":[[1]],"values":[[1]]}"#, "invalid_value", "queries[1]"),
        (#"{"queries":[[1]],"keys":[[1]],"values":[[1]],"mask":"diagonal"}"#, "out_of_range", "mask"),
        (#"{"queries":[[1]],"keys":[[1]],"values":[[1]],"mask":[[true],[true]]}"#, "invalid_value", "mask"),
        (#"{"queries":[[1]],"keys":[[1]],"values":[[1]],"mask":[[true,false]]}"#, "invalid_value", "mask[0]"),
        (#"{"queries":[[1]],"keys":[[1]],"values":[[1]],"mask":[[1]]}"#, "wrong_type", "mask[0][0]"),
        (#"{"queries":[[1]],"keys":[[1]],"values":[[1]],"heads":2}"#, "option_without_effect", "heads"),
        (#"{"queries":[[1]],"keys":[[1]],"values":[[1]],"scale":"x"}"#, "wrong_type", "scale"),
        (#"{"queries":[[1]],"keys":[[1]],"values":[[1]],"projections":{"q":1}}"#, "unknown_field", "projections.q"),
        (
            #"{"queries":[[1]],"keys":[[1]],"values":[[1]],"projections":{"query":{}}}"#, "missing_field",
            "projections.query.weight"
        ),
        (
            #"{"queries":[[1]],"keys":[[1]],"values":[[1]],"projections":{"query":{"weight":[[1,2]]}}}"#,
            "invalid_value", "projections.query.weight"
        ),
        (
            #"{"queries":[[1]],"keys":[[1]],"values":[[1]],"projections":{"query":{"weight":[[1]],"bias":[1,2]}}}"#,
            "invalid_value", "projections.query.bias"
        ),
        (#"{"queries":[[1]],"keys":[[1]],"values":[[1]],"projections":{},"heads":2}"#, "invalid_value", "heads"),
        (
            #"{"queries":[[1]],"keys":[[1]],"values":[[1]],"projections":{"output":{"weight":[[1,2]]}}}"#,
            "invalid_value", "projections.output.weight"
        ),
    ])
    func malformedNumbersAreRefusedWithTheFieldAtFault(body: String, code: String, param: String) async throws {
        let seen = try await Self.service.get().error("/attention", body)
        #expect(seen.status == 422)
        #expect(seen.code == code)
        #expect(seen.param == param)
    }

    @Test func manyQueriesWithWideValuesAreRefusedBeforeMemoryIsAskedFor() async throws {
        let queries = "[" + Array(repeating: "[1]", count: 200_000).joined(separator: ",") + "]"
        let wide = "[" + Array(repeating: "1", count: 200_000).joined(separator: ",") + "]"
        for projections in ["", ",\"projections\":{\"output\":{\"weight\":[\(wide)]}}"] {
            let seen = try await Self.service.get().error(
                "/attention", "{\"queries\":\(queries),\"keys\":[[1]],\"values\":[\(wide)]\(projections)}")
            #expect(seen.status == 422)
            #expect(seen.param == "values")
        }
    }

    @Test func hugeResultIsRefusedBeforeTheWork() async throws {
        let service = try TestService([("ids", .ids)]) { $0.maxResponseBytes = 1 << 16 }
        let rows = "[" + Array(repeating: "[1]", count: 200).joined(separator: ",") + "]"
        let seen = try await service.error("/attention", "{\"queries\":\(rows),\"keys\":\(rows),\"values\":\(rows)}")
        #expect(seen.status == 413)
        #expect(seen.code == "response_too_large")
    }
}

import JSON
import Tensors
import TestSupport
import Testing
import Transformer

@Suite struct PositionTests {
    @Test func bucketsEqualReference() throws {
        for entry in try Fixtures.json("positions/golden.json").required("relative").list {
            let reach = try #require(entry["reach"]?.integer)
            let buckets = try DistanceBuckets(
                count: try #require(entry["count"]?.integer), maxDistance: try #require(entry["max_distance"]?.integer),
                isBidirectional: entry["bidirectional"]?.boolean == true)
            let expected = try entry.required("buckets").list.flatMap { run in
                Array(repeating: Int(run.tokenIDs[0]), count: Int(run.tokenIDs[1]))
            }
            #expect((-reach...reach).map(buckets.bucket) == expected, "\(buckets)")
            #expect(buckets.bucket(of: .min / 2) == expected.first)
        }
    }

    @Test func fairseqSinusoidsEqualReference() throws {
        for entry in try Fixtures.json("positions/golden.json").required("fairseq").list {
            let size = try #require(entry["size"]?.integer)
            let row = try #require(entry["row"]?.integer)
            let found = fairseqPositions(positions: row + 1, hiddenSize: size).rows(row..<row + 1).array()
            let difference = Difference(found, from: try entry.required("numbers"))
            #expect(difference.isWithin(1e-5), "row \(row) of size \(size): \(difference)")
        }
    }

    @Test(arguments: [true, false])
    func biasesDoNotDependOnTheReach(_ isBidirectional: Bool) throws {
        let buckets = try DistanceBuckets(count: 8, maxDistance: 20, isBidirectional: isBidirectional)
        let table = Tensor(Shape(8, 3), (0..<24).map { Float($0) })
        let positions = RelativePositions(table: table, buckets: buckets)
        let keys = 600
        for reach in [1, 512, 600, 777] {
            let biases = positions.biases(reach: reach)
            #expect(biases.reach >= reach)
            for query in [0, reach / 2, reach - 1] {
                let start = biases.start(ofQueryAt: query)
                for head in 0..<3 {
                    let last = isBidirectional ? min(keys, reach) - 1 : query
                    for key in [0, last / 3, last] {
                        #expect(
                            start.tensor[head, start.column + key] == table[buckets.bucket(of: key - query), head])
                    }
                }
            }
        }
    }

    @Test func scalesThatAreNoneAreRefused() throws {
        #expect(
            throws: ModelError.configuration(
                key: "relative_attention_num_buckets", message: "is 3, which is too few")
        ) {
            try DistanceBuckets(count: 3, maxDistance: 128, isBidirectional: true)
        }
        #expect(
            throws: ModelError.configuration(
                key: "relative_attention_max_distance",
                message: "is 8, but 32 buckets begin to be shared only from distance 8")
        ) {
            try DistanceBuckets(count: 32, maxDistance: 8, isBidirectional: true)
        }
    }
}

private import Glibc
package import Tensors

/// Distances between positions, sorted into buckets: each near one has its own, farther ones share them on a logarithmic scale,
/// and from `maxDistance` on all fall into one (Raffel et al. 2020, section 2.1; computed in float32 as Hugging Face does).
package struct DistanceBuckets: Sendable {
    package let count: Int
    package let maxDistance: Int
    /// Whether keys after the query have half of the buckets for themselves. Otherwise they count as no distance at all: a causal
    /// attention has none.
    package let isBidirectional: Bool

    /// Buckets of one direction.
    private let sideCount: Int
    /// Distances with a bucket of their own.
    private let nearCount: Int

    /// - Throws: numbers with which there is no scale, under the names that `config.json` gives them.
    package init(count: Int, maxDistance: Int, isBidirectional: Bool) throws(ModelError) {
        sideCount = isBidirectional ? count / 2 : count
        nearCount = sideCount / 2
        guard nearCount >= 1 else {
            throw .configuration(key: "relative_attention_num_buckets", message: "is \(count), which is too few")
        }
        guard maxDistance > nearCount else {
            throw .configuration(
                key: "relative_attention_max_distance",
                message: "is \(maxDistance), but \(count) buckets begin to be shared only from distance \(nearCount)")
        }
        self.count = count
        self.maxDistance = maxDistance
        self.isBidirectional = isBidirectional
    }

    /// - distance: position of the key − position of the query
    /// - Returns: 0..<count
    package func bucket(of distance: Int) -> Int {
        let first = isBidirectional && distance > 0 ? sideCount : 0
        let length = isBidirectional ? abs(distance) : max(0, -distance)
        if length < nearCount { return first + length }
        if length >= maxDistance { return first + sideCount - 1 }
        let near = Float(nearCount)
        let scale = Float(log(Double(maxDistance) / Double(nearCount)))
        let shared = logf(Float(length) / near) / scale * Float(sideCount - nearCount)
        return first + min(nearCount + Int(shared), sideCount - 1)
    }
}

/// A bias on attention scores for each head and each distance between query and key, instead of positions in the embedding.
package struct RelativePositions: Sendable {
    private let buckets: DistanceBuckets
    /// [buckets, heads]
    private let table: Tensor
    /// The biases for sequences of usual length.
    private let usual: DistanceBiases

    /// - table: [buckets.count, heads]
    package init(table: Tensor, buckets: DistanceBuckets) {
        precondition(table.shape.rank == 2 && table.shape[0] == buckets.count)
        self.table = table
        self.buckets = buckets
        usual = DistanceBiases(table: table, buckets: buckets, reach: 512)
    }

    /// The biases between the positions 0..<reach, and perhaps more.
    package func biases(reach: Int) -> DistanceBiases {
        reach <= usual.reach ? usual : DistanceBiases(table: table, buckets: buckets, reach: reach)
    }
}

/// The biases of all distances that occur between some positions. A query's biases for keys 0, 1, 2, … stand side by side: they
/// are a piece of one line for all queries.
package struct DistanceBiases: Sendable {
    package let reach: Int
    /// [heads, distances] for the distances −(reach − 1) to reach − 1, or to 0 where there are no later keys.
    private let line: Tensor

    fileprivate init(table: Tensor, buckets: DistanceBuckets, reach: Int) {
        self.reach = reach
        let heads = table.shape[1]
        let distances = -(reach - 1)...(buckets.isBidirectional ? reach - 1 : 0)
        guard !table.isHollow else {
            line = Tensor(hollow: Shape(heads, distances.count))
            return
        }
        let line = Tensor(Shape(heads, distances.count))
        line.withMutableNumbers { line in
            table.withNumbers { table in
                for (place, distance) in distances.enumerated() {
                    let bucket = buckets.bucket(of: distance)
                    for head in 0..<heads { line[head * distances.count + place] = table[bucket * heads + head] }
                }
            }
        }
        self.line = line
    }

    /// Where the biases of a query begin: those of the first head for key 0.
    /// - position: of the query, less than `reach`
    package func start(ofQueryAt position: Int) -> TensorRow { TensorRow(line, column: reach - 1 - position) }
}

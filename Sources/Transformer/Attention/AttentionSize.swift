/// The sizes of one multi-head attention. `heads · headDim` may differ from the hidden size (T5).
package struct AttentionSize: Sendable {
    package let heads: Int
    package let headDim: Int
    /// What scores are multiplied by; usually 1/√headDim.
    package let scale: Float

    package init(heads: Int, headDim: Int, scale: Float? = nil) {
        self.heads = heads
        self.headDim = headDim
        self.scale = scale ?? 1 / Float(headDim).squareRoot()
    }

    /// Numbers in a row of all heads' queries.
    package var innerSize: Int { heads * headDim }
}

/// Names of an attention block's four linear layers in a checkpoint.
package struct AttentionNames: Sendable {
    package let query: String
    package let key: String
    package let value: String
    package let output: String

    package init(query: String, key: String, value: String, output: String) {
        self.query = query
        self.key = key
        self.value = value
        self.output = output
    }

    /// As BART and its relatives, Marian among them, call them.
    package static let bart = AttentionNames(query: "q_proj", key: "k_proj", value: "v_proj", output: "out_proj")
    /// As T5 and its relatives do.
    package static let t5 = AttentionNames(query: "q", key: "k", value: "v", output: "o")
}

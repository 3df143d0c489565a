/// How wide and how long a decoding becomes at most.
package struct DecodingShape: Sendable {
    /// Tokens of the source.
    package var sourceLength: Int
    /// Decoder inputs of the first step.
    package var promptLength: Int
    /// Decoder inputs in all.
    package var length: Int
    /// Rows of its widest step after the first.
    package var rows: Int
    /// Outputs.
    package var sequences: Int

    package init(sourceLength: Int, promptLength: Int, length: Int, rows: Int, sequences: Int) {
        self.sourceLength = sourceLength
        self.promptLength = promptLength
        self.length = length
        self.rows = rows
        self.sequences = sequences
    }

    /// A slot for each position and beam. In floating point, which cannot overflow whatever a client asks for.
    package var slots: Double { Double(promptLength) + Double(rows) * (Double(length) - Double(promptLength)) }
    /// Rows of its widest step.
    package var widestStep: Int { max(rows, promptLength) }
}

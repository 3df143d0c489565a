/// What is being decoded.
struct EngineLoad {
    var sequences = 0
    /// Rows of a step.
    var rows = 0
    /// Bytes held at most.
    var bytes = 0
}

/// What the next step may take in: a pure function of what waits and what runs.
struct BatchPlanner {
    let limits: EngineLimits

    /// A waiting sequence as the planner sees it.
    struct Candidate {
        /// Tokens for the encoder.
        let tokens: Int
        /// Rows in every later decoder step; 0 when it only encodes.
        let decoderRows: Int
        /// Bytes that it holds at most while it is computed.
        var bytes = 0
    }

    /// How many of the waiting sequences, from the first on, to admit now. Order is kept, so that nothing is passed over for ever.
    ///
    /// With nothing running at least one is admitted, however large: limits on size are the business of whoever accepts requests.
    func admissions(
        waiting: some Sequence<Candidate>, runningSequences: Int, runningRows: Int, runningBytes: Int = 0
    ) -> Int {
        var admitted = 0
        var tokens = 0
        var rows = runningRows
        var sequences = runningSequences
        // Each is at most the limit, and so their sum cannot overflow.
        var bytes = runningBytes
        for candidate in waiting {
            let isFirst = admitted == 0 && runningSequences == 0
            let fits =
                tokens + candidate.tokens <= limits.maxBatchTokens
                && bytes + candidate.bytes <= limits.maxWorkingBytes
                && (candidate.decoderRows == 0
                    || (sequences < limits.maxRunningSequences && rows + candidate.decoderRows <= limits.maxBatchTokens))
            guard fits || isFirst else { break }
            admitted += 1
            tokens += candidate.tokens
            rows += candidate.decoderRows
            bytes += candidate.bytes
            if candidate.decoderRows > 0 { sequences += 1 }
        }
        return admitted
    }
}

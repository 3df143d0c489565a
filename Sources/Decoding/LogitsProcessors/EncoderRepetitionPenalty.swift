/// Makes the source's tokens likelier: multiplies their positive scores by the penalty and divides negative ones.
struct EncoderRepetitionPenalty: LogitsProcessor {
    private let penalty: RepetitionPenalty
    private let source: [Int32]

    init(penalty: Float, source: [Int32]) {
        self.penalty = RepetitionPenalty(penalty: (1 / penalty).heldFinite)
        self.source = source
    }

    func process(_ scores: inout Scores, history: [Int32]) { penalty.process(&scores, history: source) }
}

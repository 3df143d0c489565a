/// When a sequence has ended, as HF's stopping criteria.
struct Ending: Sendable {
    private let eosTokens: [Int32]
    private let maxLength: Int
    private let stop: StopCondition?

    init(_ options: DecodingOptions, stop: StopCondition?) {
        eosTokens = options.eosTokens
        maxLength = options.effectiveMaxLength
        self.stop = stop
    }

    /// Why a sequence ends with `token` after `history` (start token first); nil: it goes on.
    /// - scores: those that the token was chosen from
    func reason(_ history: [Int32], then token: Int, from scores: Scores) -> FinishReason? {
        let token = Int32(token)
        if eosTokens.contains(token) { return scores.isCutOff ? .length : .eos }
        if let stop, stop(history.dropFirst() + [token]) { return .stop }
        return history.count + 1 >= maxLength ? .length : nil
    }
}

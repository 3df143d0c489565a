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
    func reason(_ history: [Int32], then token: Int) -> FinishReason? {
        let token = Int32(token)
        if eosTokens.contains(token) { return .eos }
        if let stop, stop(history.dropFirst() + [token]) { return .stop }
        return history.count + 1 >= maxLength ? .length : nil
    }
}

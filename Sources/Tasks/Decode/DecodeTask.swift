package import Decoding

/// Sequences to be generated from inputs, or targets to be scored, on request with every attention behind them.
package struct DecodeTask: Sendable {
    /// nil: the default one.
    package var model: String?
    package var input: Sequences
    package var overflow = Overflow.error
    package var languages = LanguageChoice()
    /// What must not occur, beside the model's own.
    package var badWords: [Sequences.Item] = []
    /// What each output must begin with; a single one is for all inputs.
    package var targetPrefix: Sequences?
    /// What to score instead of searching; a single one is for all inputs.
    package var target: Sequences?
    /// Strings that end an output once they are in it.
    package var stop: [String] = []
    /// Alternatives that are reported for each token.
    package var topLogprobs = 0
    package var overrides = DecodingOverrides()
    /// nil: no maps.
    package var attention: AttentionChoice?
    /// nil: no alignments.
    package var alignment: AlignmentChoice?
    /// Whether each token is told as it is chosen.
    package var isStreamed = false

    package init(model: String? = nil, input: Sequences) {
        self.model = model
        self.input = input
    }

    /// What cannot go together, whatever the model.
    package func check() throws(Problem) {
        guard target != nil else { return }
        let given: [(Place.Part, Bool)] = [
            (.targetPrefix, targetPrefix != nil), (.stop, !stop.isEmpty), (.badWords, !badWords.isEmpty),
            (.stream, isStreamed),
        ]
        for (part, isGiven) in given where isGiven { throw Self.uselessWithTarget(part) }
    }

    private static func uselessWithTarget(_ part: Place.Part) -> Problem {
        .noEffect(
            part, "\(part) has no effect together with \(.target): a target is scored, nothing is searched for.")
    }

    /// The model's options with the task's own over them.
    /// - Throws: an option out of range, or one that would have no effect.
    func options(over defaults: DecodingOptions) throws(Problem) -> DecodingOptions {
        var options = defaults
        let changed = overrides.apply(to: &options)
        options.topLogprobs = topLogprobs
        if !overrides.contains(.numReturnSequences) { options.holdSequencesToSearch() }
        for option in changed {
            let part = Place.Part.option(option.field)
            if target != nil { throw Self.uselessWithTarget(part) }
            switch option.request?.need {
            case .sampling where !options.doSample:
                throw .noEffect(part, "\(part) has no effect without sampling: send \"do_sample\": true.")
            case .beams where options.numBeams == 1:
                throw .noEffect(part, "\(part) has no effect without beams: send num_beams of 2 or more.")
            case .nothing, .sampling, .beams, nil: break
            }
        }
        if isStreamed, options.numBeams > 1 {
            let isOwn = !changed.contains { $0.key == DecodingOption.numBeams.key }
            throw .notAvailable(
                .stream,
                "\(.stream) is not available with beams (num_beams is \(options.numBeams)\(isOwn ? ", the model's own" : "")): "
                    + "what is said first may change until the search ends. Send \"num_beams\": 1 with it.")
        }
        return options
    }
}

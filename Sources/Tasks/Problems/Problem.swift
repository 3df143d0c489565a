import Decoding
import Engine

/// Why a task is not done. It knows nothing of how it was asked for: each dialect has names for its places, and a status and a shape
/// for its kind.
package struct Problem: Error, Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        case unknownModel
        case outOfRange, invalid
        /// Well-formed, but something else in the task keeps it from having any effect.
        case noEffect
        case notAvailable
        case tooManyInputs, inputTooLong
        /// Refused before it is cut into tokens, which for a long text takes long.
        case textTooLong
        /// All texts together.
        case tooMuchText
        /// Text was sent to, or asked of, a model that knows token ids only.
        case noTokenizer
        case noDecoder
        /// An embedding is asked of a model of which it is not known how its hidden states become one.
        case noPooling
        /// At some step of an output no token could be chosen.
        case noPossibleToken
        /// One of the sequences would need too much memory.
        case workTooLarge
        /// - retryAfter: seconds after which trying again makes sense
        case queueFull(retryAfter: Int)
        /// The engine is stopping and took nothing on.
        case stopped
        /// Whoever asked has gone.
        case cancelled
        case deadlineExceeded
        /// A defect of ours, never the client's doing.
        case defect
    }

    package let kind: Kind
    /// nil: no single part of the task is at fault.
    package let place: Place?
    package let message: Wording

    package init(_ kind: Kind, _ place: Place, _ message: Wording) {
        self.kind = kind
        self.place = place
        self.message = message
    }

    package init(_ kind: Kind, _ message: Wording) {
        self.kind = kind
        place = nil
        self.message = message
    }

    private init(_ kind: Kind, _ place: Place?, message: Wording) {
        self.kind = kind
        self.place = place
        self.message = message
    }

    /// Of a task that is a part of another one: the same problem, in the other's places.
    func moved(_ place: (Place) -> Place) -> Problem {
        Problem(kind, self.place.map(place), message: message.moved(place))
    }

    package static func invalid(_ place: Place, _ message: Wording) -> Problem { Problem(.invalid, place, message) }

    package static func noEffect(_ part: Place.Part, _ message: Wording) -> Problem {
        Problem(.noEffect, Place(part), message)
    }

    package static func notAvailable(_ part: Place.Part, _ message: Wording) -> Problem {
        Problem(.notAvailable, Place(part), message)
    }

    /// - expected: "an integer from 0 to 9"
    package static func outOfRange(_ place: Place, value: Int, expected: String) -> Problem {
        Problem(.outOfRange, place, "\(place) must be \(expected), not \(value).")
    }

    package static let cancelled = Problem(.cancelled, "The request was given up because its client had gone.")

    package static func deadlineExceeded(seconds: Double) -> Problem {
        Problem(.deadlineExceeded, "The request was not finished after \(seconds) seconds.")
    }

    package static func defect(_ message: String) -> Problem { Problem(.defect, "A defect of the server: \(message)") }

    package static func queueFull(retryAfter: Int) -> Problem {
        Problem(.queueFull(retryAfter: retryAfter), "The queue is full. Try again in \(retryAfter) seconds.")
    }
}

extension Problem {
    /// - deadline: that the engine was given
    init(_ error: EngineError, _ deadline: Deadline) {
        self =
            switch error {
            case .queueFull(let retryAfter): .queueFull(retryAfter: retryAfter)
            case .tooLarge(let bytes, let limit): .workTooLarge(bytes: bytes, limit: limit)
            case .cancelled: .cancelled
            case .deadlineExceeded: .deadlineExceeded(seconds: deadline.seconds)
            case .stopped: Problem(.stopped, "The server is shutting down. Nothing was done.")
            case .noPossibleToken(let failure, let job): Problem(failure, output: job)
            // Checked before the engine is asked.
            case .noDecoder: .defect("an encoder was asked to decode")
            case .invalid(let message): .defect(message)
            case .noThread: .defect("the system gave the engine no thread")
            }
    }

    package static func workTooLarge(bytes: Int, limit: Int) -> Problem {
        Problem(
            .workTooLarge,
            "One of the sequences would need up to \(bytes) bytes of memory while it is computed; the limit "
                + "(max_working_bytes) is \(limit). Send a smaller max_new_tokens or num_beams, a shorter input, or ask for fewer "
                + "\(.attentionMaps) and \(.attentionLayers).")
    }

    private init(_ failure: NoPossibleToken, output: Int) {
        let cause: Wording =
            switch failure.cause {
            case .modelsLogits: "the model's own logits are not numbers or are all -infinity."
            case .options:
                "the options of the request and the model's own (\(listingOf: nil)) ban every token. Look at "
                    + "\(.badWords), no_repeat_ngram_size, min_new_tokens and forced_eos_token_id."
            }
        self.init(
            .noPossibleToken,
            "\(Place(.output, item: output)) has nothing to choose from after \(failure.outputTokens) tokens: \(cause)")
    }
}

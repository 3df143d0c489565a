package import Decoding
package import Tensors
package import Transformer

/// Seconds that the parts of a job took.
package struct StageTimes: Sendable, Equatable {
    /// From submission until the job was taken into a batch.
    package var queue = 0.0
    /// The encoder pass that it was part of.
    package var encode = 0.0
    /// From the first decoder step to the last.
    package var decode = 0.0

    package init() {}
}

/// One sequence that is encoded.
package struct EncodeJob: Sendable {
    package var model: Model
    /// Not empty.
    package var input: EncoderInput
    /// Maps that the result is to have.
    package var captured: AttentionSelection

    package init(
        model: Model, input: EncoderInput, captured: AttentionSelection = .none
    ) {
        self.model = model
        self.input = input
        self.captured = captured
    }
}

package struct EncodeResult: Sendable {
    /// [tokens, hiddenSize]
    package let hiddenStates: Tensor
    package let attention: AttentionMap?
    package let times: StageTimes
}

/// One sequence that is encoded, and decoded.
package struct DecodeJob: Sendable {
    package var model: Model
    /// Not empty.
    package var input: EncoderInput
    package var task: DecodingTask
    /// Maps that the result is to have, whatever of them a client is to get.
    package var captured: AttentionSelection
    /// Is told what is chosen as it is chosen; nothing when that is known only at the end, as with beams.
    package var observer: TokenObserver?

    package init(
        model: Model, input: EncoderInput, task: DecodingTask, captured: AttentionSelection = .none
    ) {
        self.model = model
        self.input = input
        self.task = task
        self.captured = captured
    }

    /// What comes first.
    var encoding: EncodeJob { EncodeJob(model: model, input: input, captured: captured) }
}

/// Takes what a sequence of a job's output has said since the last call: at least one token. All calls for a sequence together say
/// all of it. Called on the inference thread, so it must be quick and never wait.
package typealias TokenObserver = @Sendable (_ sequence: Int, _ growth: SequenceGrowth) -> Void

package struct DecodeResult: Sendable {
    package struct Sequence: Sendable {
        package let decoded: DecodedSequence
        /// Queries: the sequence's tokens. Keys: the decoder's inputs, start token first.
        package let decoder: AttentionMap?
        /// Queries: the sequence's tokens. Keys: the source's tokens.
        package let cross: AttentionMap?
    }

    package let sequences: [Sequence]
    package let encoder: AttentionMap?
    package let times: StageTimes
}

extension EncodeResult {
    /// Of its attention map.
    package var mapBytes: Int { attention?.byteCount ?? 0 }
}

extension DecodeResult {
    /// Of all its attention maps.
    package var mapBytes: Int {
        sequences.reduce(encoder?.byteCount ?? 0) {
            $0 + ($1.decoder?.byteCount ?? 0) + ($1.cross?.byteCount ?? 0)
        }
    }
}

extension DecodeResult {
    /// The result as if no more had been captured than is wanted.
    /// - wanted: among what was captured
    package func selecting(_ wanted: AttentionSelection) -> DecodeResult {
        DecodeResult(
            sequences: sequences.map { sequence in
                Sequence(
                    decoded: sequence.decoded, decoder: sequence.decoder?.selecting(wanted.decoder),
                    cross: sequence.cross?.selecting(wanted.cross))
            }, encoder: encoder?.selecting(wanted.encoder), times: times)
    }
}

extension AttentionMap {
    fileprivate var byteCount: Int { weights.count * MemoryLayout<Float>.size }
}

import Decoding
import Dispatch
import Engine
import Synchronization

/// A job of a fixed length, in which the choosing of some tokens waits until it is let go.
final class HeldJob: Sendable {
    let job: DecodeJob
    private let progress: Progress

    private final class Progress: Sendable {
        let count = Mutex(0)
        let gate = DispatchSemaphore(value: 0)
        let hasBegun = AsyncStream.makeStream(of: Void.self)
    }

    /// - waits: which of the tokens that are considered wait, counted from 1; with one beam, of those that are chosen.
    init(
        _ fixture: GenerationFixture, newTokens: Int, waitingAt waits: Set<Int> = [1], beams: Int = 1,
        observer: TokenObserver? = nil
    ) throws {
        var options = try DecodingOptions(
            generationConfig: fixture.model.files.generation?.root, modelConfig: fixture.model.files.configuration.root
        )
        options.numBeams = beams
        options.maxNewTokens = newTokens
        options.minNewTokens = newTokens
        options.forcedEOSTokens = []
        let progress = Progress()
        self.progress = progress
        let stop: StopCondition = { _ in
            let step = progress.count.withLock { count in
                count += 1
                return count
            }
            if step == 1 { progress.hasBegun.continuation.finish() }
            if waits.contains(step) { progress.gate.wait() }
            return false
        }
        var job = DecodeJob(
            model: fixture.model, input: .tokens(fixture.inputs[3]), task: .generate(options, stop: stop))
        job.observer = observer
        self.job = job
    }

    /// Returns once the first token is considered.
    func firstStep() async { for await _ in progress.hasBegun.stream {} }
    func letGo() { progress.gate.signal() }
    /// Tokens that were considered: those that were chosen, with one beam.
    var steps: Int { progress.count.withLock { $0 } }
}

import Hub
import Logging

/// How far a model has been fetched, as lines of the log: few enough to be read.
struct PullLog {
    let model: String
    let reference: HubReference
    let logger: Logger
    private var lastLine = ContinuousClock.now

    init(model: String, reference: HubReference, logger: Logger) {
        self.model = model
        self.reference = reference
        self.logger = logger
    }

    private static let pause = Duration.seconds(10)

    mutating func tell(_ event: PullEvent) {
        switch event {
        case .plan(let files, let progress, let cache):
            logger.info(
                "model \(model): fetching \(files.count) files, \(ByteCount(progress.totalBytes - progress.bytes)), of \(reference) into \(cache)"
            )
        case .progress(let progress):
            guard .now - lastLine >= Self.pause else { return }
            lastLine = .now
            logger.info(
                "model \(model): \(ByteCount(progress.bytes)) of \(ByteCount(progress.totalBytes)) are there")
        case .finished(let file, _): logger.debug("model \(model): \(file.path) is there")
        case .retrying(let error, let seconds):
            logger.warning("model \(model): \(error). Trying again in \(seconds) seconds")
        case .waiting(let file):
            logger.notice("model \(model): another process fetches \(file.path); waiting for it")
        }
    }
}

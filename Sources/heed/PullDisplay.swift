import Glibc
import Hub

/// Tells on standard error what is fetched and how far it is: on a terminal in one line that changes, else in a line for each file.
final class PullDisplay {
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let start = ContinuousClock.now
    private var lastChange: ContinuousClock.Instant?
    private var bytesAtStart = 0
    private var hasOpenLine = false

    func show(_ reference: HubReference, _ event: PullEvent) {
        switch event {
        case .plan(let files, let progress, let cache): showPlan(reference, files, progress, cache)
        case .progress(let progress): showProgress(progress)
        case .finished(let file, let progress):
            if !isTerminal {
                say("\(file.path): \(ByteCount(file.size)) (\(progress.files) of \(progress.totalFiles) files)")
            } else if progress.files == progress.totalFiles {
                showProgress(progress, isLast: true)
                closeLine()
            }
        case .retrying(let error, let seconds): say("\(error). Trying again in \(seconds) seconds")
        case .waiting(let file): say("another process fetches \(file.path); waiting for it")
        }
    }

    private func showPlan(
        _ reference: HubReference, _ files: [RepositoryFile], _ progress: PullProgress, _ cache: String
    ) {
        bytesAtStart = progress.bytes
        guard !files.isEmpty else { return say("\(reference): everything is in \(cache)") }
        let rest = ByteCount(progress.totalBytes - progress.bytes)
        say("\(reference): \(files.count) files, \(rest) to fetch, into \(cache)")
        let width = files.map(\.path.count).max() ?? 0
        for file in files {
            say(
                "  " + file.path + String(repeating: " ", count: width - file.path.count + 2)
                    + "\(ByteCount(file.size))")
        }
    }

    private func showProgress(_ progress: PullProgress, isLast: Bool = false) {
        let now = ContinuousClock.now
        guard isTerminal, isLast || lastChange.map({ now - $0 > .milliseconds(200) }) ?? true else { return }
        lastChange = now
        let seconds = (now - start) / .seconds(1)
        let speed = seconds > 0 ? Double(max(progress.bytes - bytesAtStart, 0)) / seconds : 0
        let percent = progress.totalBytes > 0 ? Int(Double(progress.bytes) / Double(progress.totalBytes) * 100) : 100
        let line =
            "\(ByteCount(progress.bytes)) of \(ByteCount(progress.totalBytes)), \(percent) %, \(ByteCount(Int(speed))) a second"
        hasOpenLine = true
        // To the line's beginning, and whatever was longer before is cleared.
        _ = Console.write(Array("\r\(line)\u{1B}[K".utf8), to: STDERR_FILENO)
    }

    private func say(_ line: String) {
        closeLine()
        _ = Console.write(Array("\(line)\n".utf8), to: STDERR_FILENO)
    }

    private func closeLine() {
        if hasOpenLine { _ = Console.write(Array("\n".utf8), to: STDERR_FILENO) }
        hasOpenLine = false
    }
}

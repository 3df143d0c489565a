import Glibc
import Synchronization
import TestSupport
import Testing
import Threads

@testable import Service

@Suite(.timeLimit(.minutes(20))) struct LogQueueTests {
    /// A pipe whose reader decides when it reads.
    private struct Pipe {
        let reading: Int32
        let writing: Int32

        init() throws {
            var ends: [Int32] = [0, 0]
            try #require(pipe(&ends) == 0)
            (reading, writing) = (ends[0], ends[1])
        }

        /// Reads until a text has come last, and returns everything. Blocks.
        func read(until end: String) -> String {
            var all: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4096)
            while !all.suffix(end.utf8.count).elementsEqual(end.utf8) {
                let count = Glibc.read(reading, &buffer, buffer.count)
                guard count > 0 else { break }
                all += buffer.prefix(count)
            }
            return String(decoding: all, as: UTF8.self)
        }
    }

    @Test func linesArriveInTheirOrder() async throws {
        let pipe = try Pipe()
        let queue = LogQueue(writingTo: pipe.writing) { "\($0) dropped\n" }
        for number in 0..<1000 { queue.write("line \(number)\n") }
        let lines = try await onThread { pipe.read(until: "line 999\n") }.split(separator: "\n")
        #expect(lines == (0..<1000).map { "line \($0)" })
        #expect(queue.dropped == 0)
        try await onThread { while !queue.flush(within: 60) {} }
    }

    @Test func nobodyWaitsForAReaderAndWhatIsDroppedIsTold() async throws {
        let pipe = try Pipe()
        let queue = LogQueue(writingTo: pipe.writing, capacity: 10_000) { "\($0) dropped\n" }
        // More than a pipe and the queue hold together.
        let count = 100_000
        for number in 0..<count { queue.write("line \(number)\n") }
        #expect(queue.dropped > 0)
        #expect(!queue.flush(within: 0))

        // What reads and what waits for it have threads of their own: the pool may have none left for one of them.
        let written = try await onThread {
            let reading = Event()
            let text = Mutex("")
            #expect(
                WorkerThread.start {
                    let read = pipe.read(until: "last\n")
                    text.withLock { $0 = read }
                    reading.happen()
                })
            while !queue.flush(within: 60) {}
            queue.write("last\n")
            while !reading.wait() {}
            return text.withLock { $0 }
        }
        let lines = written.split(separator: "\n")
        #expect(lines.last == "last")
        let told = lines.filter { $0.hasSuffix(" dropped") }
        let dropped = told.reduce(0) { $0 + (Int($1.split(separator: " ")[0]) ?? 0) }
        #expect(dropped == queue.dropped)
        #expect(lines.count - told.count - 1 == count - dropped)
    }
}

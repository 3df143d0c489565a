private import Glibc

/// What the system says of this process, under the names that Prometheus' own client libraries use.
package enum ProcessFacts {
    package static let families = [
        MetricFamily("process_cpu_seconds_total", .counter, help: "Processor time that the process has used."),
        MetricFamily(
            "process_resident_memory_bytes", .gauge, help: "Memory that the process holds, mapped files included."),
        MetricFamily("process_start_time_seconds", .gauge, help: "When the process began, in seconds since 1970."),
        MetricFamily("process_open_fds", .gauge, help: "Open file descriptors."),
        MetricFamily("process_max_fds", .gauge, help: "File descriptors that the process may open."),
    ]

    /// Has the registry, which must know the families, ask for them.
    package static func observe(in registry: MetricRegistry) {
        registry.observe("process_cpu_seconds_total", cpuSeconds)
        registry.observe("process_resident_memory_bytes", residentBytes)
        let start = startTime()
        registry.observe("process_start_time_seconds") { start }
        registry.observe("process_open_fds", openFiles)
        registry.observe("process_max_fds", mostFiles)
    }

    private static func cpuSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return seconds(time)
    }

    /// NaN where there is no /proc.
    private static func residentBytes() -> Double {
        guard let pages = fields(of: "/proc/self/statm").dropFirst().first.flatMap({ Double($0) }) else { return .nan }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// The system counts in ticks since it was started itself (proc(5), field 22 of `stat`).
    private static func startTime() -> Double {
        // The second field is a name in parentheses and may have anything in it.
        let text = contents(of: "/proc/self/stat")
        guard let end = text.lastIndex(of: UInt8(ascii: ")")) else { return .nan }
        let fields = words(text[text.index(after: end)...])
        guard fields.count > 19, let ticks = Double(fields[19]) else { return .nan }
        var now = timespec()
        var sinceBoot = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        clock_gettime(CLOCK_BOOTTIME, &sinceBoot)
        return seconds(now) - seconds(sinceBoot) + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    private static func openFiles() -> Double {
        guard let directory = opendir("/proc/self/fd") else { return .nan }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        // Itself, its parent, and the one it is read through.
        return Double(max(count - 3, 0))
    }

    private static func mostFiles() -> Double {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return .nan }
        return Double(limit.rlim_cur)
    }

    private static func seconds(_ time: timespec) -> Double { Double(time.tv_sec) + Double(time.tv_nsec) / 1e9 }

    private static func fields(of path: String) -> [Substring] { words(contents(of: path)[...]) }

    private static func words(_ text: ArraySlice<UInt8>) -> [Substring] {
        String(decoding: text, as: UTF8.self).split { $0 == " " || $0 == "\n" }
    }

    /// A small file of /proc; empty when it cannot be read.
    private static func contents(of path: String) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        return [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
            count = max(0, read(file, buffer.baseAddress, buffer.count))
        }
    }
}

private import Glibc

/// Sockets that a supervisor listens on and hands over, as systemd does (sd_listen_fds(3)): clients that connect while the process is
/// replaced wait there for its successor.
enum HandedSockets {
    /// How many there are; 0 also where they were meant for another process.
    static func count(_ environment: [String: String], process: Int32 = getpid()) -> Int {
        guard environment["LISTEN_PID"].flatMap({ Int32($0) }) == process else { return 0 }
        return max(0, environment["LISTEN_FDS"].flatMap { Int($0) } ?? 0)
    }
}

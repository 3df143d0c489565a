import Foundation
import Glibc

/// A program as a process of its own, whose output and complaints are read.
///
/// Without Foundation's `Process`, which looks for open files in a way that the address sanitizer refuses.
package final class ChildProcess: Sendable {
    package enum Ending: Equatable, Sendable {
        case code(Int32)
        case signal(Int32)
    }

    package struct Outcome: Sendable {
        package let ending: Ending
        package let output: String
        package let complaints: String
    }

    package let identifier: Int32
    private let output: FileDescriptor
    private let complaints: FileDescriptor

    private typealias FileDescriptor = Int32

    /// - path: of the executable
    /// - environment: all of it
    package init(_ path: String, _ arguments: [String], environment: [String: String]) throws {
        let (output, complaints) = (try Self.pipe(), try Self.pipe())
        defer {
            close(output.writing)
            close(complaints.writing)
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output.writing, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, complaints.writing, STDERR_FILENO)
        let arguments = ([path] + arguments).map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var identifier = pid_t()
        let failure = posix_spawn(&identifier, path, &actions, nil, arguments, variables)
        guard failure == 0 else {
            close(output.reading)
            close(complaints.reading)
            throw POSIXError(POSIXErrorCode(rawValue: failure) ?? .ENOEXEC)
        }
        self.identifier = identifier
        self.output = output.reading
        self.complaints = complaints.reading
    }

    /// Waits until the process has ended. To be called once.
    package func outcome() -> Outcome {
        var texts: [FileDescriptor: [UInt8]] = [output: [], complaints: []]
        var open = [output, complaints].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while !open.isEmpty {
            guard poll(&open, nfds_t(open.count), -1) > 0 else { continue }
            for file in open where file.revents != 0 {
                let count = read(file.fd, &part, part.count)
                if count > 0 {
                    texts[file.fd]? += part[..<count]
                } else {
                    open.removeAll { $0.fd == file.fd }
                    close(file.fd)
                }
            }
        }
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        // As <sys/wait.h> has it: the signal in the lowest seven bits, the code above them.
        let signal = status & 0x7f
        return Outcome(
            ending: signal == 0 ? .code(status >> 8 & 0xff) : .signal(signal),
            output: String(decoding: texts[output] ?? [], as: UTF8.self),
            complaints: String(decoding: texts[complaints] ?? [], as: UTF8.self))
    }

    /// Neither end goes to other processes.
    private static func pipe() throws -> (reading: FileDescriptor, writing: FileDescriptor) {
        var ends: [FileDescriptor] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EMFILE) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}

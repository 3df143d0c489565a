import ArgumentParser
import Glibc
import Service

@main
struct Heed: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "heed",
        abstract: "Transformer inference over HTTP, with the attention behind every answer.",
        version: Release.version,
        subcommands: [
            Serve.self, Encode.self, Decode.self, Align.self, Models.self, Pull.self, Inspect.self, Quantize.self,
            Health.self,
        ])

    static func main() {
        Console.prepare()
        do {
            var command = try parseAsRoot(try CommandArguments.words())
            try command.run()
        } catch {
            end(with: error)
        }
    }

    /// Ends the process: with help or a version on standard output, or with what went wrong on standard error.
    private static func end(with error: any Error) -> Never {
        let message = fullMessage(for: error)
        let code = exitCode(for: error)
        guard code.isSuccess else {
            if !message.isEmpty { _ = Console.write(Array((message + "\n").utf8), to: STDERR_FILENO) }
            Glibc.exit(code.rawValue)
        }
        do {
            if !message.isEmpty { try Console.say(message) }
        } catch {
            Console.complain("\(error)")
            Glibc.exit(EXIT_FAILURE)
        }
        Glibc.exit(code.rawValue)
    }
}

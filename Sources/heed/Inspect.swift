import ArgumentParser
import JSON
import Service

struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what a model directory is, and everything that keeps it from being served.",
        discussion:
            "Reads names and shapes of the weights, not their numbers. Exit code 1 when the directory would be refused."
    )

    @Argument(help: "A model directory, or g2p-en.") var directory: String
    @Flag(help: "Print a JSON object.") var json = false

    func run() throws {
        let inspection = Inspection(of: ModelSource(argument: directory))
        var writer = JSONWriter()
        inspection.write(to: &writer)
        let bytes = writer.finish().copyOfBytes()
        if json {
            try Console.say(String(decoding: bytes, as: UTF8.self))
        } else {
            try Console.say(InspectionText(try JSONDocument(parsing: bytes).root).lines.joined(separator: "\n"))
        }
        guard inspection.isServable else { throw ExitCode(1) }
    }
}

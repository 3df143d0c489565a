import ArgumentParser
import Hub
import JSON
import Service

struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what a model directory is, and everything that keeps it from being served.",
        discussion:
            "Reads names and shapes of the weights, not their numbers. Of a model on the Hub that is not in the cache, it fetches the small "
            + "files only. Exit code 1 when the model would be refused."
    )

    @Argument(help: "A model directory, hf:ORG/NAME[@REVISION], or g2p-en.") var directory: String
    @Flag(help: "Print a JSON object.") var json = false

    func run() throws {
        let inspection = try inspection()
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

    private func inspection() throws -> Inspection {
        let source = try ModelSource(argument: directory)
        guard case .hub(let reference) = source.place else { return Inspection(of: source) }
        let display = PullDisplay()
        let pulled = try HubModels(environment: Environment.variables).outline(reference) {
            display.show(reference, $0)
        }
        return Inspection(of: ModelSource(name: source.name, place: .path(pulled.path)), pulled: pulled)
    }
}

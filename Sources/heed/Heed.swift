import ArgumentParser
import Service

@main
struct Heed: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "heed",
        abstract: "Transformer inference over HTTP, with the attention behind every answer.",
        version: Release.version,
        subcommands: [Serve.self, Encode.self, Decode.self, Models.self, Inspect.self, Quantize.self, Health.self])
}

import ArgumentParser

@main
struct Heed: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "heed", abstract: "Transformer inference over HTTP.")
}

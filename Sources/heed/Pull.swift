import ArgumentParser
import Hub
import Service

struct Pull: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fetch a model from the Hugging Face Hub, and print its directory.",
        discussion: """
            Fetches what heed needs of it into the cache that all tools of the Hub share, and only what the cache does not have. A run that \
            was ended is taken up where it ended. HF_HOME, HF_HUB_CACHE, HF_TOKEN, HF_ENDPOINT and HF_HUB_OFFLINE are heeded.
            """)

    @Argument(
        help: ArgumentHelp(
            "The model on the Hub, with a branch, a tag or a commit if not main.", valueName: "org/name[@revision]"))
    var model: String

    func run() throws {
        let prefix = "hf:"
        let reference = try HubReference(
            parsing: model.hasPrefix(prefix) ? String(model.dropFirst(prefix.count)) : model)
        let display = PullDisplay()
        let pulled = try HubModels(environment: Environment.variables).pull(reference) { display.show(reference, $0) }
        if let notice = pulled.notice { Console.complain("\(reference): \(notice)") }
        try Console.say(pulled.path)
    }
}

import ArgumentParser
import JSON

struct Models: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the models that would be served.")

    @OptionGroup var options: LocalOptions

    func run() throws {
        let reply = try options.service().get("/models")
        if options.json { return try Console.say(String(decoding: reply.bytes, as: UTF8.self)) }
        for model in reply.value.list("models") {
            let layers = [model["encoder"], model["decoder"]].compactMap { $0?["layers"]?.integer }.map { "\($0)" }
            let parts = [
                model["name"]?.string ?? "", model["family"]?.string ?? "",
                "\(layers.joined(separator: "+")) layers, \(model["hidden_size"]?.integer ?? 0) wide",
                "\(model["parameters"]?.integer ?? 0) parameters",
                model["default"]?.boolean == true ? "default" : "",
            ]
            try Console.say(parts.filter { !$0.isEmpty }.joined(separator: "\t"))
        }
    }
}

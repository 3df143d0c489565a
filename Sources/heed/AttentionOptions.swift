import ArgumentParser
import JSON

/// Which attention map is drawn.
struct AttentionOptions: ParsableArguments {
    enum Layers: String, ExpressibleByArgument, CaseIterable { case last, all }

    @Flag(help: "Draw which tokens each token attended to; shades go up to the largest weight.")
    var showAttention = false
    @Option(help: "The layers that --show-attention averages: last, which it does when left out, or all.")
    var attentionLayers: Layers?
    @Option(
        parsing: .unconditional,
        help: "The one layer that --show-attention draws, from 0; negative ones count from the end.")
    var layer: Int?
    @Option(
        parsing: .unconditional,
        help:
            "The one head that --show-attention draws, from 0; negative ones count from the end. All are averaged when left out."
    )
    var head: Int?

    func validate() throws {
        for (option, isGiven) in [
            ("--attention-layers", attentionLayers != nil), ("--layer", layer != nil), ("--head", head != nil),
        ] where isGiven && !showAttention {
            throw ValidationError("\(option) has no effect without --show-attention")
        }
        guard layer == nil || attentionLayers == nil else {
            throw ValidationError("--layer draws one layer, --attention-layers several: leave one of them out")
        }
    }

    /// The field `attention` of a request for a map; none when nothing is to be drawn.
    func write(map: String, to body: inout JSONWriter) {
        guard showAttention else { return }
        body.key("attention")
        body.object { attention in
            attention.key("maps")
            attention.array { $0.value(map) }
            if attentionLayers != .all {
                attention.key("layers")
                attention.array { $0.value(layer ?? -1) }
            }
            if let head {
                attention.key("heads")
                attention.array { $0.value(head) }
            }
        }
    }

    /// Draws a map of a reply's `attention`.
    func show(_ attention: JSONValue?, map: String) throws {
        guard showAttention, let map = attention?[map] else { return }
        try Console.say(HeatMap(map).drawn(inColor: Console.hasColor, columns: TerminalText.columns))
    }
}

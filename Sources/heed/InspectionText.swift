import JSON

/// An inspection's report for people: a line for each thing, then what is wrong.
struct InspectionText {
    private(set) var lines: [String] = []

    init(_ report: JSONValue) {
        add("directory", report["directory"]?.string)
        addModel(report["model"])
        addWeights(report["weights"])
        // Nothing is known of what is not there.
        if !report.list("problems").contains(where: { $0["area"]?.string == "directory" }) {
            addTokenizer(report)
            addDefaults(report)
        }
        add("longest input", report["limits"]?["max_input_tokens"]?.integer.map { "\($0) tokens" })
        for notice in report.list("notices") { add("notice", notice.string) }
        addProblems(report.list("problems"))
        add("servable", report["servable"]?.boolean == true ? "yes" : "no")
    }

    private mutating func add(_ label: String, _ text: String?) {
        guard let text else { return }
        lines.append(label + String(repeating: " ", count: max(1, 20 - label.count)) + text)
    }

    private mutating func addModel(_ model: JSONValue?) {
        guard let model, let family = model["family"]?.string else { return }
        add("family", family)
        add("hidden size", model["hidden_size"]?.integer.map { "\($0)" })
        add("parameters", model["parameters"]?.integer.flatMap { $0 == 0 ? nil : "\($0)" })
        for side in ["encoder", "decoder"] { add(side, Self.stack(model[side])) }
    }

    private static func stack(_ stack: JSONValue?) -> String? {
        guard let stack, let layers = stack["layers"]?.integer else { return "none" }
        let positions = stack["max_positions"]?.integer.map { ", \($0) positions" } ?? ""
        return
            "\(layers) layers, \(stack["heads"]?.integer ?? 0) heads, feed-forward \(stack["feed_forward_size"]?.integer ?? 0), "
            + "vocabulary \(stack["vocabulary_size"]?.integer ?? 0)\(positions)"
    }

    private mutating func addWeights(_ weights: JSONValue?) {
        guard let weights, weights.members != nil else { return }
        add("weights", weights.list("files").compactMap(\.string).joined(separator: ", "))
        let types = weights.list("types").map { "\($0["tensors"]?.integer ?? 0) × \($0["type"]?.string ?? "?")" }
        add("tensors", types.joined(separator: ", "))
        add("quantised", weights["quantization"]?.string)
        add("used", "\(weights.list("used").count)")
        for (key, label) in [("unread", "left unread"), ("unused", "unknown")] {
            let names = weights.list(key).compactMap(\.string)
            add(label, names.isEmpty ? "none" : "\(names.count): \(Self.shortened(names))")
        }
    }

    private mutating func addTokenizer(_ report: JSONValue) {
        guard let tokenizer = report["tokenizer"], let kind = tokenizer["kind"]?.string else {
            return add("tokenizer", "none")
        }
        let sizes = ["source_vocabulary_size", "target_vocabulary_size"].compactMap { tokenizer[$0]?.integer }
        let distinct = sizes.first == sizes.last ? Array(sizes.prefix(1)) : sizes
        add("tokenizer", "\(kind), \(distinct.map { "\($0)" }.joined(separator: " and ")) ids")
        let languages = report.list("languages").compactMap(\.string)
        guard !languages.isEmpty else { return }
        add("languages", "\(languages.count): \(Self.shortened(languages))")
        for side in ["source", "target"] { add("  default \(side)", report["\(side)_language"]?.string) }
    }

    private mutating func addDefaults(_ report: JSONValue) {
        let kinds = report.list("modules").compactMap { $0["type"]?.string }
        if !kinds.isEmpty { add("modules", kinds.joined(separator: ", ")) }
        let encoding = report["encoding_defaults"]
        if let pooling = encoding?["pooling"]?.string {
            add("pooling", pooling + (encoding?["normalize"]?.boolean == true ? ", normalised" : ""))
        }
        guard let decoding = report["decoding_defaults"], let members = decoding.members else { return }
        add(
            "generation",
            members.filter { !$0.value.isNull && $0.value.elements?.isEmpty != true }.map {
                "\($0.key) \($0.value.summary)"
            }.joined(separator: ", "))
    }

    /// A model with one number wrong may lack hundreds of tensors.
    private mutating func addProblems(_ problems: [JSONValue]) {
        let most = 20
        var counts: [String: Int] = [:]
        for problem in problems {
            let area = problem["area"]?.string ?? ""
            counts[area, default: 0] += 1
            if counts[area, default: 0] <= most { add("problem", "\(area): \(problem["message"]?.string ?? "")") }
        }
        for (area, count) in counts.sorted(by: { $0.key < $1.key }) where count > most {
            add("problem", "\(area): \(count - most) more (see --json)")
        }
    }

    private static func shortened(_ names: [String]) -> String {
        let most = 10
        return names.prefix(most).joined(separator: ", ") + (names.count > most ? ", …" : "")
    }
}

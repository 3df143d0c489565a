private import JSON

/// A Pooling module of sentence-transformers.
package struct PoolingModule: Sendable, Equatable {
    package let pooling: Pooling
    /// Whether a prompt's tokens are pooled with those of the text; without a prompt it makes no difference.
    package let includesPrompt: Bool

    init(_ step: ModuleList.Step) throws(ModelError) {
        guard !step.isInRoot else {
            throw step.list.refusal("the path of module Pooling is \"\(step.path)\", the model's own directory")
        }
        let file = try step.requiredConfiguration()
        includesPrompt = try file.flag("include_prompt", default: true)
        pooling = try Pooling(file)
    }
}

extension Pooling {
    /// As sentence-transformers since 5.4 reads it: modes by name, or else those whose flags are set, in the order in which it
    /// concatenates them; without any, the mean.
    fileprivate init(_ file: ModuleFile) throws(ModelError) {
        var modes: [Mode] = []
        if let named = file.value("pooling_mode") {
            guard let names = named.elements.map({ $0.map(\.string) }) ?? named.string.map({ [$0] }), !names.isEmpty
            else {
                throw file.refusal("\"pooling_mode\" must be a mode's name or a list of them, not \(named.summary)")
            }
            for name in names {
                guard let mode = name.flatMap(Mode.init) else {
                    let served = Mode.allCases.map(\.rawValue).joined(separator: ", ")
                    throw file.refusal("\"pooling_mode\" is \(named.summary); served are \(served)")
                }
                modes.append(mode)
            }
        } else {
            for (flag, mode) in Self.flags where try file.flag("pooling_mode_" + flag, default: false) {
                modes.append(mode)
            }
        }
        self.init(modes: modes.isEmpty ? [.mean] : modes)
    }

    private static let flags: [(String, Mode)] = [
        ("cls_token", .cls), ("max_tokens", .max), ("mean_tokens", .mean), ("mean_sqrt_len_tokens", .meanSqrtLength),
        ("weightedmean_tokens", .weightedMean), ("lasttoken", .lastToken),
    ]
}

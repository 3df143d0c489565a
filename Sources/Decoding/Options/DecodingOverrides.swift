/// What a request says of decoding options: values over a model's own.
package struct DecodingOverrides: Sendable {
    private var entries: [(option: DecodingOption, assign: @Sendable (inout DecodingOptions) -> Bool)] = []

    package init() {}

    /// - path: what `option` sets
    package mutating func set<Value: Equatable & Sendable>(
        _ option: DecodingOption, _ path: DecodingOption.Path<Value>, to value: Value
    ) {
        entries.append(
            (
                option,
                { options in
                    guard options[keyPath: path] != value else { return false }
                    options[keyPath: path] = value
                    return true
                }
            ))
    }

    /// Whether the request says anything of it.
    package func contains(_ option: DecodingOption) -> Bool { entries.contains { $0.option.key == option.key } }

    /// - Returns: the options that are others now.
    package func apply(to options: inout DecodingOptions) -> [DecodingOption] {
        var changed: [DecodingOption] = []
        for entry in entries where entry.assign(&options) { changed.append(entry.option) }
        return changed
    }
}

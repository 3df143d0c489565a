/// The variables of an environment that are heed's.
struct SettingEnvironment: Sendable {
    /// Before the name of a setting: its default here, which the configuration file overrides.
    static let defaultPrefix = "HEED_DEFAULT_"

    /// Those that set something. Lists have no empty elements.
    let values: [String: String]
    /// Of variables that set nothing, most likely by a slip of the pen. In sentences, for the log.
    let warnings: [String]
    /// Of variables that somebody else has made. In sentences, for the log.
    let notices: [String]

    init(_ environment: [String: String]) {
        var values: [String: String] = [:]
        var links: [String] = []
        var unknown: [String] = []
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) where name.hasPrefix("HEED_") {
            if Self.isServiceLink(name, value) {
                links.append(name)
            } else if let kind = Self.known[name] {
                let text = kind == .list ? Self.withoutEmptyElements(value) : value
                if !text.utf8.allSatisfy(Self.isBlank) { values[name] = text }
            } else {
                unknown.append(name)
            }
        }
        self.values = values
        warnings = unknown.map { "the environment variable \($0) is none of heed's settings; it has no effect" }
        notices =
            links.isEmpty
            ? []
            : [
                "environment variables of a service called heed, which Kubernetes or Docker sets, have no effect: "
                    + "\(links.joined(separator: ", ")) (enableServiceLinks: false keeps them away)"
            ]
    }

    /// Variables by their names, with the kinds of their values.
    private static let known: [String: Setting.Kind] = {
        var known: [String: Setting.Kind] = ["HEED_CONFIG": .text, "HEED_MAX_ISA": .text]
        for setting in Configuration.settings {
            known[setting.environmentVariable] = setting.kind
            known[defaultPrefix + setting.name.uppercased()] = setting.kind
        }
        return known
    }()

    /// Whether a container's supervisor has made the variable for a service whose name begins with heed: `HEED_SERVICE_HOST`,
    /// `HEED_PORT=tcp://10.96.0.1:8080`, `HEED_PORT_8080_TCP_ADDR`, `HEED_WEB_SERVICE_PORT_HTTP`.
    ///
    /// https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables; Docker's links have `HEED_NAME`, too.
    private static func isServiceLink(_ name: String, _ value: String) -> Bool {
        let words = name.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
        let protocols = ["TCP", "UDP", "SCTP"]
        if name.hasSuffix("_PORT"), protocols.contains(where: { value.lowercased().hasPrefix($0.lowercased() + "://") })
        {
            return true
        }
        // Of words that are no setting's.
        guard known[name] == nil else { return false }
        for (index, word) in words.enumerated() {
            let next = words.dropFirst(index + 1)
            if word == "SERVICE", next.first == "HOST" || next.first == "PORT" { return true }
            if word == "PORT", let number = next.first, Int(number) != nil, let kind = next.dropFirst().first,
                protocols.contains(kind)
            {
                return true
            }
        }
        return name == "HEED_NAME" && value.hasPrefix("/") || name.hasPrefix("HEED_ENV_")
    }

    /// "a=b, ,c=d," is "a=b,c=d".
    private static func withoutEmptyElements(_ list: String) -> String {
        list.split(separator: ",").map { element in
            let start = element.drop { $0.isWhitespace }
            return start.lastIndex { !$0.isWhitespace }.map { start[...$0] } ?? ""
        }.filter { !$0.isEmpty }.joined(separator: ",")
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}

import Configuration
import JSON

/// Finds each setting's value: a flag first, then the environment, then the configuration file, then the default.
package struct ConfigurationLoader: Sendable {
    /// Flags that were given, by the setting's name.
    private let flags: [String: SettingValue]
    private let environment: [String: String]
    /// The file named by `--config` or `HEED_CONFIG`.
    private let filePath: String?

    package init(flags: [String: SettingValue] = [:], environment: [String: String], filePath: String? = nil) {
        self.flags = flags
        self.environment = environment
        self.filePath = filePath ?? environment["HEED_CONFIG"]
    }

    package func load() throws(ConfigurationError) -> Service.Configuration {
        var sources = [flagSource, environmentSource]
        if let filePath { sources.append(try ConfigurationFile.source(path: filePath)) }
        var configuration = Service.Configuration()
        for setting in Service.Configuration.settings {
            for source in sources {
                guard let value = try source.value(of: setting) else { continue }
                if let problem = setting.store(value, &configuration) {
                    throw .invalid(setting: setting.name, source: source.label(setting), message: problem)
                }
                break
            }
        }
        try Self.check(configuration)
        return configuration
    }

    /// What no setting shows by itself.
    private static func check(_ configuration: Service.Configuration) throws(ConfigurationError) {
        let access = configuration.access
        guard access.tlsCertificate.isEmpty != access.tlsKey.isEmpty else { return }
        let (missing, other) = access.tlsKey.isEmpty ? ("tls_key", "tls_certificate") : ("tls_certificate", "tls_key")
        throw .invalid(setting: missing, source: "not set", message: "must be set together with \(other)")
    }

    /// Variables that begin with HEED_ but set nothing: most likely a slip of the pen. For the log.
    package var unknownEnvironmentVariables: [String] {
        let known = Set(Service.Configuration.settings.map(\.environmentVariable) + ["HEED_CONFIG", "HEED_MAX_ISA"])
        return environment.keys.filter { $0.hasPrefix("HEED_") && !known.contains($0) }.sorted()
    }

    private var flagSource: ConfigurationSource {
        let values = flags.map { name, value in (AbsoluteConfigKey([name]), ConfigValue(value.content, isSecret: false))
        }
        let provider = InMemoryProvider(values: Dictionary(uniqueKeysWithValues: values))
        return ConfigurationSource(provider: provider) { "flag \($0.flag)" }
    }

    private var environmentSource: ConfigurationSource {
        let provider = EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(with: "heed")
        return ConfigurationSource(provider: provider) { "environment variable \($0.environmentVariable)" }
    }
}

/// One place that settings come from.
struct ConfigurationSource {
    let provider: any ConfigProvider
    /// How messages name the place.
    let label: (Setting) -> String

    /// nil when the setting is not set here.
    func value(of setting: Setting) throws(ConfigurationError) -> SettingValue? {
        let content: ConfigContent?
        do {
            content = try provider.value(forKey: AbsoluteConfigKey([setting.name]), type: setting.kind.type).value?
                .content
        } catch {
            throw .invalid(setting: setting.name, source: label(setting), message: "must be \(setting.kind.words)")
        }
        return content.flatMap(SettingValue.init)
    }
}

extension SettingValue {
    fileprivate init?(_ content: ConfigContent) {
        switch content {
        case .string(let text): self = .text(text)
        case .int(let number): self = .integer(number)
        case .double(let number): self = .seconds(number)
        case .stringArray(let list): self = .list(list)
        default: return nil
        }
    }

    fileprivate var content: ConfigContent {
        switch self {
        case .text(let text): .string(text)
        case .integer(let number): .int(number)
        case .seconds(let number): .double(number)
        case .list(let list): .stringArray(list)
        }
    }
}

extension Setting.Kind {
    fileprivate var type: ConfigType {
        switch self {
        case .text: .string
        case .integer: .int
        case .seconds: .double
        case .list: .stringArray
        }
    }

    var words: String {
        switch self {
        case .text: "a string"
        case .integer(let range): "an integer from \(range.lowerBound) to \(range.upperBound)"
        case .seconds(let range): "a number of seconds from \(range.lowerBound) to \(range.upperBound)"
        case .list: "a list of strings"
        }
    }
}

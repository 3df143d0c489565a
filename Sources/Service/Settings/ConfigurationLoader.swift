import Configuration
import JSON

/// Finds each setting's value: a flag first, then the environment, then the configuration file, then the environment's own default
/// (`HEED_DEFAULT_HOST`, which an image sets), then the default.
package struct ConfigurationLoader: Sendable {
    /// Flags that were given, by the setting's name.
    private let flags: [String: SettingValue]
    private let environment: SettingEnvironment
    /// The file named by `--config` or `HEED_CONFIG`.
    private let filePath: String?

    package init(flags: [String: SettingValue] = [:], environment: [String: String], filePath: String? = nil) {
        self.flags = flags
        self.environment = SettingEnvironment(environment)
        self.filePath = (filePath ?? self.environment.values["HEED_CONFIG"]).map(HomePath.expanded)
    }

    /// - use: settings that it does not need keep their defaults, whatever stands in their places.
    package func load(for use: ConfigurationUse = .serving) throws(ConfigurationError) -> Service.Configuration {
        var sources = [flagSource, environmentSource(prefix: "HEED_")]
        if let filePath { sources.append(try ConfigurationFile(path: filePath).source) }
        sources.append(environmentSource(prefix: SettingEnvironment.defaultPrefix))
        var configuration = Service.Configuration()
        for setting in Service.Configuration.settings where use.needs(setting.name) {
            for source in sources {
                guard let value = try source.value(setting) else { continue }
                if let problem = setting.store(value, &configuration) {
                    throw .invalid(setting: setting.name, source: source.label(setting), message: problem)
                }
                break
            }
        }
        if use == .serving { try Self.check(configuration) }
        return configuration
    }

    /// What no setting shows by itself.
    private static func check(_ configuration: Service.Configuration) throws(ConfigurationError) {
        let access = configuration.access
        guard access.tlsCertificate.isEmpty != access.tlsKey.isEmpty else { return }
        let (missing, other) = access.tlsKey.isEmpty ? ("tls_key", "tls_certificate") : ("tls_certificate", "tls_key")
        throw .invalid(setting: missing, source: "not set", message: "must be set together with \(other)")
    }

    /// What a person who starts the server should know of the environment. For the log.
    package var environmentWarnings: [String] { environment.warnings }
    package var environmentNotices: [String] { environment.notices }

    private var flagSource: ConfigurationSource {
        let values = flags.map { name, value in (AbsoluteConfigKey([name]), ConfigValue(value.content, isSecret: false))
        }
        let provider = InMemoryProvider(values: Dictionary(uniqueKeysWithValues: values))
        return ConfigurationSource(provider: provider) { "flag \($0.flag)" }
    }

    private func environmentSource(prefix: String) -> ConfigurationSource {
        let provider = EnvironmentVariablesProvider(environmentVariables: environment.values)
            .prefixKeys(with: ConfigKey(prefix.split(separator: "_").map { $0.lowercased() }))
        return ConfigurationSource(provider: provider) { "environment variable \(prefix)\($0.name.uppercased())" }
    }
}

/// One place that settings come from.
struct ConfigurationSource {
    /// How messages name the place.
    let label: (Setting) -> String
    /// nil when the setting is not set here.
    /// - Throws: a value of another kind.
    let value: (Setting) throws(ConfigurationError) -> SettingValue?
}

extension ConfigurationSource {
    fileprivate init(provider: any ConfigProvider, label: @escaping (Setting) -> String) {
        self.init(label: label) { setting throws(ConfigurationError) in
            let content: ConfigContent?
            do {
                let key = AbsoluteConfigKey([setting.name])
                content = try provider.value(forKey: key, type: setting.kind.type).value?.content
            } catch {
                throw .invalid(setting: setting.name, source: label(setting), message: "must be \(setting.kind.words)")
            }
            return content.flatMap(SettingValue.init)
        }
    }
}

extension SettingValue {
    fileprivate init?(_ content: ConfigContent) {
        switch content {
        case .string(let text): self = .text(text)
        case .bool(let flag): self = .boolean(flag)
        case .int(let number): self = .integer(number)
        case .double(let number): self = .seconds(number)
        case .stringArray(let list): self = .list(list)
        default: return nil
        }
    }

    fileprivate var content: ConfigContent {
        switch self {
        case .text(let text): .string(text)
        case .boolean(let flag): .bool(flag)
        case .integer(let number): .int(number)
        case .seconds(let number): .double(number)
        case .list(let list): .stringArray(list)
        }
    }
}

extension Setting.Kind {
    fileprivate var type: ConfigType {
        switch self {
        case .text, .object: .string
        case .boolean: .bool
        case .integer: .int
        case .seconds: .double
        case .list: .stringArray
        }
    }

    var words: String {
        switch self {
        case .text: "a string"
        case .object: "an object"
        case .boolean: "true or false"
        case .integer(let range): "an integer from \(range.lowerBound) to \(range.upperBound)"
        case .seconds(let range): "a number of seconds from \(range.lowerBound) to \(range.upperBound)"
        case .list: "a list of strings"
        }
    }
}

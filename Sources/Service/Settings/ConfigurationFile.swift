import Checkpoints
import Configuration
import JSON

/// The JSON configuration file: one object whose keys are names of settings.
enum ConfigurationFile {
    static func source(path: String) async throws(ConfigurationError) -> ConfigurationSource {
        try check(path: path)
        let provider: FileProvider<JSONSnapshot>
        do {
            let place = InMemoryProvider(values: [
                AbsoluteConfigKey(["filePath"]): ConfigValue(.string(path), isSecret: false)
            ])
            provider = try await FileProvider<JSONSnapshot>(config: ConfigReader(provider: place))
        } catch {
            throw .unreadableFile(path: path, reason: "\(error)")
        }
        return ConfigurationSource(provider: provider) { _ in "configuration file \(path)" }
    }

    /// What the provider lets pass: unknown and repeated keys, `true` for 1, and errors without a line number.
    private static func check(path: String) throws(ConfigurationError) {
        let document: JSONDocument
        do {
            let bytes = try FileBytes(mapping: path)
            document = try bytes.withBytes { try JSONDocument(parsing: $0) }
        } catch let JSONError.syntax(message, line, column, _) {
            throw .unreadableFile(path: path, reason: "not valid JSON at line \(line), column \(column): \(message)")
        } catch {
            throw .unreadableFile(path: path, reason: "\(error)")
        }
        guard let members = document.root.members else {
            throw .unreadableFile(path: path, reason: "must hold a JSON object")
        }
        let settings = Service.Configuration.settings
        for (key, value) in members {
            guard let setting = settings.first(where: { $0.name == key }) else {
                throw .unknownKey(path: path, key: key, hint: Spelling.hint(key, settings.map(\.name)))
            }
            guard setting.kind.accepts(value) else {
                throw .invalid(
                    setting: key, source: "configuration file \(path)",
                    message: "must be \(setting.kind.words), not \(value.summary)")
            }
        }
    }
}

extension Setting.Kind {
    fileprivate func accepts(_ value: JSONValue) -> Bool {
        switch self {
        case .text: value.string != nil
        case .integer: value.integer != nil
        case .seconds: value.number != nil
        case .list: value.elements?.allSatisfy { $0.string != nil } ?? false
        }
    }
}

import Checkpoints
import JSON

/// The JSON configuration file: one object whose keys are names of settings.
///
/// Parsed with our own JSON: swift-configuration's file provider would let unknown and repeated keys and `true` for 1 pass,
/// and brings all of Foundation into the executable.
struct ConfigurationFile {
    /// What it sets.
    let source: ConfigurationSource

    /// - Throws: what makes it no file of settings. A value of a wrong kind is told when its setting is asked for.
    init(path: String) throws(ConfigurationError) {
        let label = "configuration file \(path)"
        let members = try Self.members(path: path)
        source = ConfigurationSource(label: { _ in label }) { setting throws(ConfigurationError) in
            guard let (_, value) = members.first(where: { $0.0.name == setting.name }) else { return nil }
            if let found = setting.kind.value(of: value) { return found }
            throw .invalid(
                setting: setting.name, source: label, message: "must be \(setting.kind.words), not \(value.summary)")
        }
    }

    private static func members(path: String) throws(ConfigurationError) -> [(Setting, JSONValue)] {
        let document: JSONDocument
        do {
            let bytes = try FileBytes(reading: path)
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
        var found: [(Setting, JSONValue)] = []
        for (key, value) in members {
            guard let setting = settings.first(where: { $0.name == key }) else {
                throw .unknownKey(path: path, key: key, hint: Spelling.hint(key, settings.map(\.name)))
            }
            found.append((setting, value))
        }
        return found
    }
}

extension Setting.Kind {
    /// nil when the value is of another kind.
    fileprivate func value(of value: JSONValue) -> SettingValue? {
        switch self {
        case .text: return value.string.map { .text($0) }
        case .boolean: return value.boolean.map { .boolean($0) }
        case .integer: return value.integer.map { .integer($0) }
        case .seconds: return value.number.map { .seconds($0) }
        case .object:
            guard value.members != nil else { return nil }
            var writer = JSONWriter()
            writer.value(value)
            return .text(String(decoding: writer.finish().copyOfBytes(), as: UTF8.self))
        case .list:
            guard let elements = value.elements else { return nil }
            let texts = elements.compactMap(\.string)
            return texts.count == elements.count ? .list(texts) : nil
        }
    }
}

/// What is wrong with a setting, and where it was set.
package enum ConfigurationError: Error, Equatable {
    /// - source: "flag --port", "environment variable HEED_PORT", "config.json".
    case invalid(setting: String, source: String, message: String)
    case unreadableFile(path: String, reason: String)
    case unknownKey(path: String, key: String, hint: String)
}

extension ConfigurationError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .invalid(let setting, let source, let message): "setting \(setting) (\(source)): \(message)"
        case .unreadableFile(let path, let reason): "configuration file \(path): \(reason)"
        case .unknownKey(let path, let key, let hint):
            "configuration file \(path): there is no setting \"\(key)\". \(hint)"
        }
    }
}

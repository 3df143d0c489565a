/// What a setting holds.
package enum SettingValue: Sendable, Equatable {
    case text(String)
    case boolean(Bool)
    case integer(Int)
    case seconds(Double)
    case list([String])
}

/// One setting: how it is named everywhere, and where its value goes.
///
/// From the name `max_body_bytes` follow the key of the configuration file, the flag `--max-body-bytes` and the environment
/// variable `HEED_MAX_BODY_BYTES`.
package struct Setting: Sendable {
    package enum Kind: Sendable, Equatable {
        case text
        case boolean
        case integer(ClosedRange<Int>)
        case seconds(ClosedRange<Double>)
        /// In the environment, and as a flag: JSON. Stored as its text.
        case object
        /// In the environment: separated by commas.
        case list
    }

    package let name: String
    package let kind: Kind
    /// One line for people, for `--help`.
    package let help: String
    /// Stores a value of the right kind and range; returns what is wrong with it otherwise.
    let store: @Sendable (SettingValue, inout Configuration) -> String?

    package var flag: String { "--" + name.replacing("_", with: "-") }
    package var environmentVariable: String { "HEED_" + name.uppercased() }
}

extension Setting {
    static func integer(
        _ name: String, _ range: ClosedRange<Int>, _ place: any WritableKeyPath<Configuration, Int> & Sendable,
        _ help: String
    ) -> Setting {
        Setting(name: name, kind: .integer(range), help: help) { value, configuration in
            guard case .integer(let number) = value else { return "must be an integer" }
            guard range.contains(number) else {
                return "must be from \(range.lowerBound) to \(range.upperBound), not \(number)"
            }
            configuration[keyPath: place] = number
            return nil
        }
    }

    static func boolean(
        _ name: String, _ place: any WritableKeyPath<Configuration, Bool> & Sendable, _ help: String
    ) -> Setting {
        Setting(name: name, kind: .boolean, help: help) { value, configuration in
            guard case .boolean(let flag) = value else { return "must be true or false" }
            configuration[keyPath: place] = flag
            return nil
        }
    }

    /// A file; `~` is the home directory.
    static func path(
        _ name: String, _ place: any WritableKeyPath<Configuration, String> & Sendable, _ help: String
    ) -> Setting {
        Setting(name: name, kind: .text, help: help) { value, configuration in
            guard case .text(let path) = value else { return "must be a path" }
            configuration[keyPath: place] = HomePath.expanded(path)
            return nil
        }
    }

    /// One of an enumeration's names, which the help lists.
    static func choice<Choice: RawRepresentable<String> & CaseIterable & SendableMetatype>(
        _ name: String, _ place: any WritableKeyPath<Configuration, Choice> & Sendable, _ help: String
    ) -> Setting {
        let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        return Setting(name: name, kind: .text, help: "\(help): \(names).") { value, configuration in
            guard case .text(let text) = value, let choice = Choice(rawValue: text) else {
                return "must be one of \(names)"
            }
            configuration[keyPath: place] = choice
            return nil
        }
    }

    static func seconds(
        _ name: String, _ range: ClosedRange<Double>, _ place: any WritableKeyPath<Configuration, Double> & Sendable,
        _ help: String
    ) -> Setting {
        Setting(name: name, kind: .seconds(range), help: help) { value, configuration in
            guard case .seconds(let number) = value else { return "must be a number of seconds" }
            guard range.contains(number) else {
                return "must be from \(range.lowerBound) to \(range.upperBound) seconds, not \(number)"
            }
            configuration[keyPath: place] = number
            return nil
        }
    }
}

import Service
import Testing

@testable import heed

@Test func everySettingHasAFlag() throws {
    let options = try SettingOptions.parse([])
    #expect(options.values.map(\.setting) == Configuration.settings.map(\.name))
    #expect(options.values.allSatisfy { $0.value == nil })
}

@Test func flagsAreNamedAfterTheirSettings() throws {
    for setting in Configuration.settings {
        let text: String
        let value: SettingValue
        switch setting.kind {
        case .text: (text, value) = ("localhost", .text("localhost"))
        case .integer: (text, value) = ("7", .integer(7))
        case .boolean: (text, value) = ("false", .boolean(false))
        case .seconds: (text, value) = ("1.5", .seconds(1.5))
        case .object: (text, value) = ("{}", .text("{}"))
        case .list: (text, value) = ("a=b", .list(["a=b"]))
        }
        let options = try SettingOptions.parse([setting.flag, text])
        #expect(options.values.first { $0.setting == setting.name }?.value == value)
    }
}

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
        case .seconds: (text, value) = ("1.5", .seconds(1.5))
        case .list: (text, value) = ("a=b", .list(["a=b"]))
        }
        let options = try SettingOptions.parse([setting.flag, text])
        #expect(options.values.first { $0.setting == setting.name }?.value == value)
    }
}

@Test(arguments: [
    ("http://127.0.0.1:8080", "127.0.0.1", "8080"), ("http://localhost/health", "localhost", "80"),
    ("http://[::1]:9000", "::1", "9000"), ("https://localhost", "localhost", "443"),
])
func healthAddressIsReadFromAURL(url: String, host: String, port: String) throws {
    let address = try HTTPAddress(url: url)
    #expect(address.host == host)
    #expect(address.port == port)
    #expect(address.usesTLS == url.hasPrefix("https"))
}

@Test(arguments: ["ftp://localhost", "localhost:80", "http://:80", "http://a:70000"])
func malformedURLIsRefused(url: String) {
    #expect(throws: (any Error).self) { try HTTPAddress(url: url) }
}

@Test func healthAsksTheServerOfTheSameEnvironment() {
    let address = HTTPAddress(environment: ["HEED_HOST": "0.0.0.0", "HEED_PORT": "9999"])
    #expect(address.host == "127.0.0.1")
    #expect(address.port == "9999")
    #expect(!address.usesTLS)
    #expect(HTTPAddress(environment: ["HEED_TLS_CERTIFICATE": "/x.pem"]).usesTLS)
}

import Service
import TestSupport
import Testing

@testable import heed

@Suite struct HealthTests {
    private func address(environment: [String: String], file: String? = nil) throws -> HTTPAddress {
        let directory = try TemporaryDirectory()
        var environment = environment
        if let file { environment["HEED_CONFIG"] = try directory.write("heed.json", file) }
        return try HTTPAddress(configuration: ConfigurationLoader(environment: environment).load(for: .asking))
    }

    @Test(arguments: [
        ("http://127.0.0.1:8080", "127.0.0.1", "8080"), ("http://localhost/health", "localhost", "80"),
        ("http://[::1]:9000", "::1", "9000"), ("https://localhost", "localhost", "443"),
    ])
    func addressIsReadFromAURL(url: String, host: String, port: String) throws {
        let address = try HTTPAddress(url: url)
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.usesTLS == url.hasPrefix("https"))
    }

    @Test(arguments: ["ftp://localhost", "localhost:80", "http://:80", "http://a:70000"])
    func malformedURLIsRefused(url: String) {
        #expect(throws: (any Error).self) { try HTTPAddress(url: url) }
    }

    @Test func theServerOfTheSameEnvironmentIsAsked() throws {
        let address = try address(environment: ["HEED_HOST": "10.0.0.9", "HEED_PORT": "9999"])
        #expect(address.host == "10.0.0.9")
        #expect(address.port == "9999")
        #expect(!address.usesTLS)
        #expect(try self.address(environment: ["HEED_TLS_CERTIFICATE": "/x.pem"]).usesTLS)
    }

    @Test func theFileIsReadAsServeReadsIt() throws {
        let file = #"{"host": "10.0.0.9", "port": 4433, "tls_certificate": "/x.pem", "tls_key": "/y.pem"}"#
        let address = try address(environment: [:], file: file)
        #expect(address.host == "10.0.0.9" && address.port == "4433" && address.usesTLS)
        let links = ["HEED_PORT": "tcp://10.96.0.1:8080", "HEED_DEFAULT_HOST": "0.0.0.0", "HEED_MAX_INPUTS": "many"]
        #expect(try self.address(environment: links, file: file) == address)
    }

    @Test(arguments: ["0.0.0.0", "0", "::", "0:0:0:0:0:0:0:0"]) func everyAddressIsReachedOnThisMachine(host: String)
        throws
    {
        #expect(try address(environment: ["HEED_HOST": host]).host == "127.0.0.1")
    }

    @Test func portThatTheServerPicksMustBeNamed() {
        #expect(throws: Failure.self) { try address(environment: ["HEED_PORT": "0"]) }
    }

    @Test func optionsExcludeEachOther() {
        #expect(throws: (any Error).self) { try Health.parse(["--url", "http://a", "--port", "1"]) }
        #expect(throws: (any Error).self) { try Health.parse(["--timeout", "0"]) }
    }

    @Test(arguments: [
        ["heed", "serve", "--port", "9000", "--config", "/x"],
        ["/usr/local/bin/heed", "serve", "--config=/x", "--port=9000"],
        ["/sbin/docker-init", "--", "heed", "serve", "--port", "9000", "--config", "/x"],
    ])
    func flagsOfTheFirstProcessAreFound(words: [String]) throws {
        let options = try #require(FirstProcess.servingOptions(commandLine: words.flatMap { Array($0.utf8) + [0] }))
        #expect(options.port == 9000)
        #expect(options.config == "/x")
    }

    @Test(arguments: [
        [], ["/sbin/init"], ["sleep", "infinity"], ["heed"], ["heed", "encode", "x"], ["heed", "serve", "--port", "x"],
        ["heedless", "serve"],
    ])
    func otherFirstProcessesSayNothing(words: [String]) {
        let options = FirstProcess.servingOptions(commandLine: words.flatMap { Array($0.utf8) + [0] })
        if options != nil { Issue.record("taken for heed serve: \(words)") }
    }
}

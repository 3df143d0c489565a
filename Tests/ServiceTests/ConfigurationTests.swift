import Testing
import TestSupport

@testable import Service

struct ConfigurationTests {
    private func load(
        flags: [String: SettingValue] = [:], environment: [String: String] = [:], file: String? = nil
    ) async throws -> Configuration {
        let directory = try TemporaryDirectory()
        let path = try file.map { try directory.write("heed.json", $0) }
        return try ConfigurationLoader(flags: flags, environment: environment, filePath: path).load()
    }

    @Test func flagComesBeforeEnvironmentBeforeFileBeforeDefault() async throws {
        let file = #"{"port": 1, "max_inputs": 11, "threads": 3}"#
        let environment = ["HEED_PORT": "2", "HEED_MAX_INPUTS": "22"]
        let configuration = try await load(flags: ["port": .integer(3)], environment: environment, file: file)
        #expect(configuration.server.port == 3)
        #expect(configuration.maxInputs == 22)
        #expect(configuration.threads == 3)
        #expect(configuration.maxInputTokens == Configuration().maxInputTokens)
    }

    @Test func fileIsNamedByTheEnvironmentToo() async throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("heed.json", #"{"port": 77}"#)
        let configuration = try ConfigurationLoader(environment: ["HEED_CONFIG": path]).load()
        #expect(configuration.server.port == 77)
    }

    @Test func committedFileHoldsTheDefaultsOfEverySetting() async throws {
        let path = Fixtures.path("../../config/heed.json")
        let configuration = try ConfigurationLoader(environment: [:], filePath: path).load()
        let defaults = Configuration()
        #expect("\(configuration)" == "\(defaults)")
        let keys = try Fixtures.json("../../config/heed.json").keys
        #expect(keys == Configuration.settings.map(\.name))
    }

    @Test func everySettingIsDescribedWithItsDefault() throws {
        let lines = try Fixtures.repositoryText("docs/configuration.md").split(separator: "\n")
        let defaults = try Fixtures.json("../../config/heed.json")
        for setting in Configuration.settings {
            let value = try defaults.required(setting.name).summary
            let row = lines.first {
                $0.hasPrefix("| `\(setting.name)` | `\(setting.flag)` | `\(setting.environmentVariable)` |")
            }
            #expect(row?.contains("| `\(value)` |") == true, "\(setting.name) with its default \(value)")
            #expect(lines.contains { $0.hasPrefix("  \"\(setting.name)\": \(value)") }, "\(setting.name) in the file")
        }
    }

    @Test func modelsKeepTheirOrder() async throws {
        let configuration = try await load(environment: ["HEED_MODEL": "b=/x,a=/y=z"])
        #expect(
            configuration.models == [
                ModelSource(name: "b", place: .path("/x")), ModelSource(name: "a", place: .path("/y=z")),
            ])
    }

    @Test(arguments: [
        (#"{"prot": 1}"#, "prot"), (#"{"port": "1"}"#, "port"), (#"{"port": true}"#, "port"),
        (#"{"port": 70000}"#, "port"), (#"{"model": "a=b"}"#, "model"), (#"{"model": ["a"]}"#, "model"),
        (#"{"model": ["a=b","a=c"]}"#, "model"), (#"{"model": ["a/b=c"]}"#, "model"),
        (#"{"dtype": "int3"}"#, "dtype"), (#"{"drain_timeout": -1}"#, "drain_timeout"), (#"{"host": ""}"#, "host"),
        ("{", "JSON"), ("[]", "object"), (#"{"port":1,"port":2}"#, "JSON"),
    ])
    func badFileIsRefusedWithItsNameAndTheSetting(file: String, mentioned: String) async throws {
        do {
            _ = try await load(file: file)
            Issue.record("accepted \(file)")
        } catch let error as ConfigurationError {
            #expect(error.description.contains("heed.json"))
            #expect(error.description.contains(mentioned))
        }
    }

    @Test func missingFileIsAnError() async throws {
        #expect(throws: ConfigurationError.self) {
            try ConfigurationLoader(environment: [:], filePath: "/nonexistent/heed.json").load()
        }
    }

    @Test func badEnvironmentVariableIsNamed() async throws {
        do {
            _ = try await load(environment: ["HEED_PORT": "tcp://10.0.0.1:8080"])
            Issue.record("accepted")
        } catch let error as ConfigurationError {
            #expect(error.description.contains("HEED_PORT"))
            #expect(error.description.contains("from 0 to 65535"))
        }
    }

    @Test func unknownEnvironmentVariablesAreNoticed() {
        let loader = ConfigurationLoader(environment: [
            "HEED_PROT": "1", "HEED_PORT": "1", "HEED_MAX_ISA": "x", "HOME": "/",
        ])
        #expect(loader.unknownEnvironmentVariables == ["HEED_PROT"])
    }

    @Test func embeddedModelIsServedUnlessItsNameIsTaken() {
        let embedded = ModelSource.embedded
        let other = ModelSource(name: "other", place: .path("/x"))
        let replacement = ModelSource(name: embedded.name, place: .path("/y"))
        #expect(ModelSource.served(configured: [replacement]) == [replacement])
        #expect(ModelSource.served(configured: [other]).first == other)
    }

    @Test func missingModelDirectoryEndsTheStartWithItsPath() throws {
        var configuration = Configuration()
        configuration.models = [ModelSource(name: "gone", place: .path("/nonexistent/model"))]
        let application = Application(configuration: configuration, logsProgress: false)
        do {
            try application.load()
            Issue.record("loaded")
        } catch {
            #expect(error.description.contains("gone"))
            #expect(error.description.contains("/nonexistent/model"))
        }
    }
}

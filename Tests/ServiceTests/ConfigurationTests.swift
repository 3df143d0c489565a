import Glibc
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
        let rows = lines.drop { $0 != "## All of them" }.drop { !$0.hasPrefix("|---") }.dropFirst()
            .prefix { $0.hasPrefix("|") }.map { $0.split(separator: "|").prefix(2).joined(separator: "|") }
        let defaults = try Fixtures.json("../../config/heed.json")
        let expected = try Configuration.settings.map {
            " `\($0.name)` | `\(try defaults.required($0.name).summary)` "
        }
        #expect(rows == expected)
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
        (#"{"port": 70000}"#, "port"), (#"{"model": "a=b"}"#, "model"), (#"{"model": [""]}"#, "model"),
        (#"{"model": ["a=b","a=c"]}"#, "model"), (#"{"model": ["a/b=c"]}"#, "model"),
        (#"{"model": ["a="]}"#, "a=DIRECTORY"),
        (#"{"model": ["/m/my model"]}"#, "my-model=/m/my model"), (#"{"model": ["/a/m", "/b/m"]}"#, "another name"),
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
            _ = try await load(environment: ["HEED_PORT": "http"])
            Issue.record("accepted")
        } catch let error as ConfigurationError {
            #expect(error.description.contains("HEED_PORT"))
            #expect(error.description.contains("from 0 to 65535"))
        }
    }

    @Test func unknownEnvironmentVariablesAreNoticed() {
        let loader = ConfigurationLoader(environment: [
            "HEED_PROT": "1", "HEED_PORT": "1", "HEED_MAX_ISA": "x", "HEED_DEFAULT_PORT": "1", "HOME": "/",
        ])
        #expect(loader.environmentWarnings.count == 1)
        #expect(loader.environmentWarnings.first?.contains("HEED_PROT ") == true)
        #expect(loader.environmentNotices == [])
    }

    /// What Kubernetes sets for services called heed and heed-web, and Docker for a link.
    private static let serviceLinks = [
        "HEED_SERVICE_HOST": "10.96.0.1", "HEED_SERVICE_PORT": "8080", "HEED_SERVICE_PORT_HTTP": "8080",
        "HEED_PORT": "tcp://10.96.0.1:8080", "HEED_PORT_8080_TCP": "tcp://10.96.0.1:8080",
        "HEED_PORT_8080_TCP_PROTO": "tcp", "HEED_PORT_8080_TCP_PORT": "8080", "HEED_PORT_8080_TCP_ADDR": "10.96.0.1",
        "HEED_PORT_53_UDP": "udp://10.96.0.1:53", "HEED_WEB_PORT": "tcp://10.96.0.2:80",
        "HEED_WEB_SERVICE_HOST": "10.96.0.2", "HEED_WEB_PORT_80_TCP_ADDR": "10.96.0.2", "HEED_NAME": "/web/heed",
        "HEED_ENV_PATH": "/bin",
    ]

    @Test func variablesOfAServiceCalledHeedAreIgnored() async throws {
        let configuration = try await load(environment: Self.serviceLinks, file: #"{"port": 9000}"#)
        #expect(configuration.server.port == 9000)
        #expect(try await load(environment: Self.serviceLinks).server.port == 8080)
        let loader = ConfigurationLoader(environment: Self.serviceLinks)
        #expect(loader.environmentWarnings == [])
        #expect(loader.environmentNotices.count == 1)
        for name in Self.serviceLinks.keys { #expect(loader.environmentNotices.first?.contains(name) == true) }
    }

    @Test func emptyVariablesAndElementsAreNotSet() async throws {
        let empty = Dictionary(uniqueKeysWithValues: Configuration.settings.map { ($0.environmentVariable, " ") })
        let configuration = try await load(environment: empty.merging(["HEED_CONFIG": "", "HEED_MODEL": ",, "]) { $1 })
        #expect("\(configuration)" == "\(Configuration())")
        let listed = try await load(environment: [
            "HEED_MODEL": "a=/x, b=/y,", "HEED_CORS_ORIGINS": ",https://a.example,",
        ])
        #expect(listed.models.map(\.name) == ["a", "b"])
        #expect(listed.access.corsOrigins == ["https://a.example"])
    }

    /// Its own name is a hash.
    @Test func directoryInTheHubsCacheGetsTheNameOfItsRepository() throws {
        let directory = try TemporaryDirectory()
        let snapshot = "\(directory.path)/models--org--en-fr/snapshots/\(String(repeating: "0a", count: 20))"
        try directory.write("models--org--en-fr/snapshots/\(String(repeating: "0a", count: 20))/config.json", "{}")
        let link = "\(directory.path)/\(String(repeating: "b", count: 40))"
        #expect(symlink(snapshot, link) == 0)
        for path in [snapshot, snapshot + "/", snapshot + "/.", link] {
            #expect(try ModelSource(parsing: path) == ModelSource(name: "en-fr", place: .path(path)))
        }
        #expect(try ModelSource(parsing: "x=" + snapshot).name == "x")
    }

    @Test func theFileOverridesTheDefaultOfTheEnvironment() async throws {
        let environment = ["HEED_DEFAULT_HOST": "0.0.0.0", "HEED_DEFAULT_PORT": "9000"]
        let configuration = try await load(environment: environment, file: #"{"host": "::1"}"#)
        #expect(configuration.server.host == "::1")
        #expect(configuration.server.port == 9000)
        #expect(try await load(environment: environment.merging(["HEED_HOST": "::"]) { $1 }).server.host == "::")
        let error = await #expect(throws: ConfigurationError.self) {
            try await load(environment: ["HEED_DEFAULT_PORT": "x"])
        }
        #expect(error?.description.contains("HEED_DEFAULT_PORT") == true)
    }

    @Test func valuesThatAreNotUsedAreNotRead() async throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write("heed.json", #"{"port": "x", "drain_timeout": -1, "threads": 2}"#)
        let environment = ["HEED_HOST": "", "HEED_MAX_BODY_BYTES": "much", "HEED_TLS_KEY": "/x"]
        let loader = ConfigurationLoader(environment: environment, filePath: file)
        #expect(try loader.load(for: .working(ofOwnModel: false)).threads == 2)
        #expect(throws: ConfigurationError.self) { try loader.load(for: .asking) }
        #expect(throws: ConfigurationError.self) { try loader.load() }
        let models = ConfigurationLoader(environment: ["HEED_MODEL": "a=,b", "HEED_THREADS": "two"])
        #expect(throws: ConfigurationError.self) { try models.load(for: .working(ofOwnModel: true)) }
        #expect(try models.load(for: .asking).server.port == 8080)
        let model = ConfigurationLoader(environment: ["HEED_MODEL": "a="])
        #expect(try model.load(for: .working(ofOwnModel: true)).models == [])
        #expect(throws: ConfigurationError.self) { try model.load(for: .working(ofOwnModel: false)) }
    }

    @Test func directoryAloneGivesAModelItsName() async throws {
        let configuration = try await load(environment: ["HEED_MODEL": "/models/opus-mt-en-fr/,./x=y/mini,g2p-en"])
        #expect(
            configuration.models == [
                ModelSource(name: "opus-mt-en-fr", place: .path("/models/opus-mt-en-fr/")),
                ModelSource(name: "mini", place: .path("./x=y/mini")), .embedded,
            ])
    }

    @Test func tildeIsTheHomeDirectory() async throws {
        let home = HomePath.expanded("~")
        #expect(home.hasPrefix("/"))
        #expect(HomePath.expanded("~/m") == (home == "/" ? "/m" : home + "/m"))
        #expect(HomePath.expanded("~root/m").hasPrefix("/"))
        for path in ["/~/m", "a~", "", "~no-such-user/m"] { #expect(HomePath.expanded(path) == path) }
        let configuration = try await load(
            environment: ["HEED_MODEL": "a=~/m,~/n", "HEED_API_KEYS_FILE": "~/keys"])
        #expect(configuration.models.map(\.place) == [.path(home + "/m"), .path(home + "/n")])
        #expect(configuration.access.apiKeysFile == home + "/keys")
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

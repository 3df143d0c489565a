import Foundation
import Hub
import JSON
import TestSupport
import Testing

@testable import Service
@testable import heed

/// What `config/kubernetes` and `config/kserve` tell a cluster is what the executable knows.
struct ManifestTests {
    private static let deployments = ["image", "volume", "pull"].map { "config/kubernetes/\($0).yaml" }
    private static let runtime = "config/kserve/serving-runtime.yaml"
    private static let model = "en-fr"

    /// Runs one of the containers, with what is mounted there, in a directory of the test's own.
    private struct Container {
        let container: JSONValue
        let arguments: [String]
        /// The container's, with the paths of mounts as they are in `root`.
        let environment: [String: String]
        let names: [String]
        let mounts: [(path: String, isReadOnly: Bool)]
        let root: TemporaryDirectory

        /// - pod: `containers` and `volumes`.
        /// - file: what the volumes are made of.
        init(_ container: JSONValue, of pod: JSONValue, in file: ManifestFile) throws {
            let root = try TemporaryDirectory()
            self.root = root
            self.container = container
            var mounts: [(path: String, isReadOnly: Bool)] = []
            for mount in container["volumeMounts"]?.list ?? [] {
                let path = try #require(mount["mountPath"]?.string)
                mounts.append((path, mount["readOnly"]?.boolean ?? false))
                let volume = try #require(pod["volumes"]?.list.first { $0["name"]?.string == mount["name"]?.string })
                for (name, text) in try Self.files(of: volume, in: file) { try root.write("\(path)/\(name)", text) }
            }
            self.mounts = mounts
            // KServe writes the name of the model there.
            let model = ManifestTests.model
            func placed(_ text: String) -> String {
                mounts.contains { text == $0.path || text.hasPrefix($0.path + "/") }
                    ? root.path + text : text.replacing("{{.Name}}", with: model)
            }
            arguments = (container["args"]?.list ?? []).compactMap { $0.string.map(placed) }
            var environment: [String: String] = [:]
            for variable in container["env"]?.list ?? [] {
                environment[try #require(variable["name"]?.string)] = placed(try #require(variable["value"]?.string))
            }
            self.environment = environment
            names = environment.keys.sorted()
        }

        private static func files(of volume: JSONValue, in file: ManifestFile) throws -> [(String, String)] {
            var sources: [(name: String, kind: String, content: String)] = []
            if let name = volume["configMap"]?["name"]?.string { sources.append((name, "ConfigMap", "data")) }
            if let name = volume["secret"]?["secretName"]?.string {
                // Whoever has one makes it.
                if volume["secret"]?["optional"]?.boolean == true { return [("token", "hf_something")] }
                sources.append((name, "Secret", "stringData"))
            }
            if let claim = volume["persistentVolumeClaim"]?["claimName"]?.string {
                #expect(file.all("PersistentVolumeClaim").contains { $0["metadata"]?["name"]?.string == claim })
            }
            return try sources.flatMap { source in
                let resource = try #require(
                    file.all(source.kind).first { $0["metadata"]?["name"]?.string == source.name })
                return try #require(resource[source.content]?.members).map { ($0.key, $0.value.string ?? "") }
            }
        }

        /// Of `heed serve`.
        func configuration() throws -> Configuration {
            #expect(arguments.first == "serve")
            let loader = try Serve.parse(Array(arguments.dropFirst())).settings.loader(environment: environment)
            #expect(loader.environmentWarnings == [])
            return try loader.load()
        }

        func isMounted(_ path: String) -> Bool { mounts.contains { path.hasPrefix(root.path + $0.path + "/") } }
    }

    private static func containers(_ path: String) throws -> (starting: [Container], serving: Container, pod: JSONValue)
    {
        let file = try ManifestFile(path)
        let deployed = file.all("Deployment").first?["spec"]?["template"]?["spec"]
        let pod = try #require(deployed ?? file.all("ServingRuntime").first?["spec"])
        let serving = try #require(pod["containers"]?.list)
        #expect(serving.count == 1)
        return (
            try (pod["initContainers"]?.list ?? []).map { try Container($0, of: pod, in: file) },
            try Container(serving[0], of: pod, in: file), pod
        )
    }

    @Test(arguments: deployments + [runtime]) func containersServeWhereProbesAsk(path: String) throws {
        let serving = try Self.containers(path).serving
        let configuration = try serving.configuration()
        #expect(configuration.server.host == "0.0.0.0")
        let port = try #require(serving.container["ports"]?.list.first)
        #expect(port["containerPort"]?.integer == configuration.server.port)
        let probes = ["startupProbe", "readinessProbe", "livenessProbe"].compactMap {
            serving.container[$0]?["httpGet"]
        }
        #expect(probes.count == (path == Self.runtime ? 2 : 3))
        let open = Set(Endpoint.all.filter { $0.isAboutServer }.map(\.pattern))
        for probe in probes {
            #expect(open.contains(try #require(probe["path"]?.string)))
            if let name = probe["port"]?.string {
                #expect(name == port["name"]?.string)
            } else {
                #expect(probe["port"]?.integer == configuration.server.port)
            }
        }
    }

    @Test(arguments: deployments) func filesLieWhereTheyAreMounted(path: String) throws {
        let (starting, serving, _) = try Self.containers(path)
        let configuration = try serving.configuration()
        let keys = serving.root.path + configuration.access.apiKeysFile
        #expect(serving.isMounted(keys))
        #expect(FileManager.default.fileExists(atPath: keys))
        // Whoever applies it as it is gets no server with a known key.
        #expect(throws: (any Error).self) {
            try APIKeys(parsing: Array(Data(contentsOf: URL(filePath: keys))), path: keys)
        }
        let model = try #require(configuration.models.first?.place)
        switch model {
        case .path(let directory):
            #expect(starting.isEmpty)
            // That of `image` is the image's own.
            #expect(path.contains("image") != serving.isMounted(serving.root.path + directory))
        case .hub(let reference):
            let pulling = try #require(starting.first)
            #expect(pulling.arguments.first == "pull")
            let pulled = try Pull.parse(Array(pulling.arguments.dropFirst())).model
            #expect(pulled == "hf:\(reference.repository)")
        case .embedded: Issue.record("no model")
        }
    }

    @Test func whatIsPulledIsServedFromTheSamePlace() throws {
        let (starting, serving, _) = try Self.containers("config/kubernetes/pull.yaml")
        let pulling = try #require(starting.first)
        let fetches = try HubSettings(environment: pulling.environment)
        let serves = try HubSettings(environment: serving.environment)
        #expect(!fetches.isOffline)
        #expect(serves.isOffline)
        #expect(fetches.token != nil)
        #expect(serves.token == nil)
        for (container, settings) in [(pulling, fetches), (serving, serves)] {
            #expect(container.isMounted(settings.cache))
            let mount = container.mounts.first { settings.cache.hasPrefix(container.root.path + $0.path + "/") }
            #expect(mount?.isReadOnly == container.arguments.starts(with: ["serve"]))
        }
        #expect(
            fetches.cache.dropFirst(pulling.root.path.count) == serves.cache.dropFirst(serving.root.path.count))
        // Each variable says something to heed.
        #expect(pulling.names == ["HF_HOME", "HF_TOKEN_PATH"])
        #expect(serving.names == ["HF_HOME", "HF_HUB_OFFLINE"])
    }

    @Test(arguments: deployments) func aClusterWaitsUntilAStopIsOver(path: String) throws {
        let (_, serving, pod) = try Self.containers(path)
        let configuration = try serving.configuration()
        let settle = try #require(serving.container["lifecycle"]?["preStop"]?["exec"]?["command"]?.list)
        #expect(settle.first?.string == "sleep")
        let seconds = try #require(settle.last?.string.flatMap { Double($0) })
        let grace = try #require(pod["terminationGracePeriodSeconds"]?.number)
        #expect(grace > seconds + configuration.drainDelay + configuration.drainTimeout)
        // Variables of a service called heed would be taken for settings.
        #expect(pod["enableServiceLinks"]?.boolean == false)
    }

    @Test(arguments: deployments + [runtime]) func containersMayDoNothingButServe(path: String) throws {
        let (starting, serving, pod) = try Self.containers(path)
        for container in starting + [serving] {
            let security = try #require(container.container["securityContext"])
            #expect(security["allowPrivilegeEscalation"]?.boolean == false)
            #expect(security["readOnlyRootFilesystem"]?.boolean == true)
            #expect(security["capabilities"]?["drop"]?.list.map(\.string) == ["ALL"])
            let isUser = (security["runAsNonRoot"] ?? pod["securityContext"]?["runAsNonRoot"])?.boolean
            #expect(isUser == true)
            let resources = try #require(container.container["resources"])
            for name in ["cpu", "memory"] {
                #expect(resources["requests"]?[name]?.string == resources["limits"]?[name]?.string)
            }
        }
    }

    @Test func whatIsMeasuredExists() throws {
        let metrics = Set(ServiceMetrics.families.map(\.name))
        let scalers = try ManifestFile("config/kubernetes/queue-autoscaler.yaml").all("HorizontalPodAutoscaler")
        let named = scalers.flatMap { $0["spec"]?["metrics"]?.list ?? [] }
            .compactMap { $0["pods"]?["metric"]?["name"]?.string }
        #expect(named.count == 1)
        #expect(Set(named).isSubset(of: metrics))
        let monitors = try ManifestFile("config/kubernetes/service-monitor.yaml").all("ServiceMonitor")
        let scraped = monitors.flatMap { $0["spec"]?["endpoints"]?.list ?? [] }.compactMap { $0["path"]?.string }
        let annotation = try ManifestFile(Self.runtime).all("ServingRuntime").first?["spec"]?["annotations"]
        #expect(scraped == [Endpoint.metrics.pattern])
        #expect(annotation?["prometheus.kserve.io/path"]?.string == Endpoint.metrics.pattern)
        #expect(try Self.containers(Self.runtime).serving.configuration().access.metricsAreOpen)
    }

    @Test func theRuntimeServesTheInferenceServicesModel() throws {
        let file = try ManifestFile("config/kserve/inference-service.yaml")
        let service = try #require(file.all("InferenceService").first?["spec"]?["predictor"])
        let runtime = try #require(try ManifestFile(Self.runtime).all("ServingRuntime").first)
        #expect(service["model"]?["runtime"]?.string == runtime["metadata"]?["name"]?.string)
        let formats = runtime["spec"]?["supportedModelFormats"]?.list.compactMap { $0["name"]?.string }
        #expect(formats?.contains(service["model"]?["modelFormat"]?["name"]?.string ?? "") == true)
        let configuration = try Self.containers(Self.runtime).serving.configuration()
        // KServe fetches the model into that directory.
        #expect(file.all("InferenceService").first?["metadata"]?["name"]?.string == Self.model)
        #expect(configuration.models.map(\.name) == [Self.model])
        #expect(configuration.models.map(\.place) == [.path("/mnt/models")])
        let most = try #require(service["containerConcurrency"]?.integer)
        #expect(most < configuration.server.maxRequestsInFlight)
        let timeout = try #require(service["timeout"]?.number)
        #expect(timeout > configuration.requestDeadline)
        for protocolVersion in runtime["spec"]?["protocolVersions"]?.list.compactMap(\.string) ?? [] {
            #expect(Endpoint.all.contains { $0.pattern.hasPrefix("/\(protocolVersion)/") })
        }
    }
}

// swift-tools-version: 6.2
import PackageDescription

/// In CI every warning is an error; on a user's machine a newer compiler's warning must not stop the build.
let isCI = Context.environment["CI"] != nil
let swiftSettings: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6), .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("ExistentialAny"),
    ]
    + (isCI ? [.treatAllWarnings(as: .error)] : [])
let cSettings: [CSetting] = isCI ? [.treatAllWarnings(as: .error)] : []
let cxxSettings: [CXXSetting] = isCI ? [.treatAllWarnings(as: .error)] : []

/// A Swift module of ours.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

/// The tests of one module; every test target may use the shared helpers.
func tests(of name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name), "TestSupport"] + dependencies,
        swiftSettings: swiftSettings)
}

let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")

let package = Package(
    name: "heed",
    products: [.executable(name: "heed", targets: ["heed"])],
    // Exactly, since no Package.resolved is committed.
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        // Without its JSON provider, which brings all of Foundation (45 MB) into the executable.
        .package(url: "https://github.com/apple/swift-configuration", exact: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        // Its product CoreMetrics only: Metrics needs Foundation.
        .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
        // Its product DequeModule only.
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        // Top to bottom: a module uses only what stands below it.
        .executableTarget(
            name: "heed",
            dependencies: [
                "Service", "HTTP", "Hub", "Threads", "JSON", "CProcess",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: swiftSettings),
        module(
            "Service",
            [
                "HTTP", "Tasks", "Engine", "Decoding", "Transformer", "Tokenizers", "Tensors", "Checkpoints",
                "Prometheus", "Hub", "Threads", "JSON", "CEmbeddedModel", "CViewer", "CProcess", coreMetrics,
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        module(
            "HTTP",
            ["Threads", "JSON", "CHTTP", "CZlib", .product(name: "DequeModule", package: "swift-collections")]),
        module(
            "Tasks",
            [
                "Engine", "Decoding", "Transformer", "Tokenizers", "Documents", "Tensors", "Checkpoints", "JSON",
                "CLanguageDetection",
            ]),
        module("Engine", ["Decoding", "Transformer", "Tensors", "Threads", coreMetrics]),
        module("Decoding", ["Tensors", "JSON"]),
        module("Transformer", ["Tensors", "Checkpoints", "JSON"]),
        module("Tokenizers", ["Checkpoints", "JSON", "CSentencePiece", "CUnicode", "COniguruma"]),
        module("Documents", ["CTextBreaks"]),
        module("Tensors", ["CKernels"]),
        module("Checkpoints", ["JSON"]),
        module("Hub", ["JSON", "CCurl", "CGnuTLS"]),
        module("Prometheus", ["JSON", coreMetrics]),
        module("JSON", ["CJansson"]),
        module("Threads"),

        // C and C++ of ours.
        .target(name: "CHTTP", dependencies: ["CHTTPMessage", "CMicrohttpd", "CGnuTLS"], cSettings: cSettings),
        .target(name: "CHTTPMessage", cSettings: cSettings),
        .target(name: "CKernels", cSettings: cSettings),
        .target(
            name: "CLanguageDetection", dependencies: ["CCLD2"], cxxSettings: cxxSettings,
            linkerSettings: [.linkedLibrary("cld2")]),
        .target(name: "CProcess", cSettings: cSettings),
        .target(name: "CTextBreaks", dependencies: ["CICU"], cSettings: cSettings),
        .target(
            name: "CSentencePiece", dependencies: ["CSentencePieceLibrary"], cxxSettings: cxxSettings,
            linkerSettings: [.linkedLibrary("sentencepiece")]),
        .target(name: "CUnicode", cSettings: cSettings),
        .target(name: "CViewer", exclude: ["page"], cSettings: cSettings),
        .target(name: "CEmbeddedModel", exclude: ["g2p-en"], cSettings: cSettings),

        // Libraries of the system.
        .systemLibrary(name: "CMicrohttpd", pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
        .systemLibrary(name: "CGnuTLS", pkgConfig: "gnutls", providers: [.apt(["libgnutls28-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-gnutls-dev"])]),
        .systemLibrary(name: "CJansson", pkgConfig: "jansson", providers: [.apt(["libjansson-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "COniguruma", pkgConfig: "oniguruma", providers: [.apt(["libonig-dev"])]),
        .systemLibrary(name: "CICU", pkgConfig: "icu-uc", providers: [.apt(["libicu-dev"])]),
        // It has no file for pkg-config.
        .systemLibrary(name: "CCLD2", providers: [.apt(["libcld2-dev"])]),
        // Without pkg-config, which would link the library for training, too.
        .systemLibrary(name: "CSentencePieceLibrary", providers: [.apt(["libsentencepiece-dev"])]),

        .target(
            name: "TestSupport", dependencies: ["JSON", "Checkpoints", "Hub"], path: "Tests/TestSupport",
            swiftSettings: swiftSettings),
        // The tests' own Hub for other people's clients.
        .executableTarget(
            name: "small-hub", dependencies: ["TestSupport"], path: "Tests/SmallHub", swiftSettings: swiftSettings),
        tests(of: "JSON"),
        tests(of: "Checkpoints"),
        tests(of: "Hub", ["JSON"]),
        tests(of: "Tensors", ["CKernels"]),
        tests(of: "Documents"),
        tests(of: "Tokenizers", ["Checkpoints", "JSON"]),
        tests(of: "Transformer", ["Tensors", "Checkpoints", "JSON"]),
        tests(of: "Decoding", ["Tensors", "JSON"]),
        tests(of: "Engine", ["Decoding", "Transformer", "Tensors", "CKernels", "Checkpoints", "JSON"]),
        tests(of: "Tasks", ["Engine", "Tokenizers", "Transformer", "Tensors", "Checkpoints", "JSON"]),
        tests(of: "HTTP", ["Threads", "JSON", "CZlib", "CHTTPMessage"]),
        tests(of: "Prometheus", ["JSON", coreMetrics]),
        tests(of: "heed", ["Service", "Tasks", "Hub", "JSON"]),
        tests(
            of: "Service",
            [
                "Tasks", "HTTP", "Threads", "Hub", "Decoding", "Tokenizers", "Checkpoints", "JSON",
                .product(name: "Logging", package: "swift-log"),
            ]),
    ],
    cxxLanguageStandard: .cxx17
)

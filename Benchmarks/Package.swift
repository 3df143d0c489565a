// swift-tools-version: 6.2
import PackageDescription

// What cannot be measured from outside of heed: single products, the steps of a decoder, allocations. A package of its own, so that nobody
// who builds heed builds it. `Sources` is a link to heed's: the modules are compiled here once more, because what they declare is for
// their own package only.

let swiftSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6), .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
]

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

let package = Package(
    name: "heed-bench",
    dependencies: [
        .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0")
    ],
    targets: [
        .executableTarget(
            name: "heed-bench",
            dependencies: ["Engine", "Decoding", "Transformer", "Tensors", "Checkpoints", "JSON", "CMeter"],
            path: "Targets/HeedBench", swiftSettings: swiftSettings),
        .target(name: "CMeter", path: "Targets/CMeter"),

        module(
            "Engine",
            ["Decoding", "Transformer", "Tensors", "Threads", .product(name: "CoreMetrics", package: "swift-metrics")]),
        module("Decoding", ["Tensors", "JSON"]),
        module("Transformer", ["Tensors", "Checkpoints", "JSON"]),
        module("Tensors", ["CKernels"]),
        module("Checkpoints", ["JSON"]),
        module("JSON", ["CJansson"]),
        module("Threads"),
        .target(name: "CKernels"),
        .systemLibrary(name: "CJansson", pkgConfig: "jansson", providers: [.apt(["libjansson-dev"])]),
    ]
)

// swift-tools-version: 6.2
import PackageDescription

// The parsers under a fuzzer; docs/fuzzing.md. A package of its own, so that nobody who builds heed builds it. `Sources` and `Tests` are
// links to heed's: the modules are compiled here once more, with the sanitizers.

let swiftSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6), .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
]

func module(_ name: String, _ dependencies: [Target.Dependency] = [], path: String? = nil) -> Target {
    .target(name: name, dependencies: dependencies, path: path, swiftSettings: swiftSettings)
}

/// One target: `Targets/NAME`, which defines `LLVMFuzzerTestOneInput`.
func fuzz(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name, dependencies: ["FuzzSupport"] + dependencies, path: "Targets/\(name)", swiftSettings: swiftSettings)
}

let package = Package(
    name: "heed-fuzz",
    targets: [
        fuzz("FuzzSafetensors", ["Checkpoints"]),
        fuzz("FuzzPyTorch", ["Checkpoints"]),
        fuzz("FuzzPickle", ["Checkpoints", "TestSupport"]),
        fuzz("FuzzJSON", ["JSON"]),
        fuzz("FuzzTokenizerFile", []),
        fuzz("FuzzVocabularyFiles", ["Checkpoints"]),
        fuzz("FuzzSentencePieceFile", ["Checkpoints"]),
        fuzz("FuzzMarianModel", ["Checkpoints"]),
        fuzz("FuzzText", ["Checkpoints", "Tokenizers"]),
        fuzz("FuzzHTTPMessage", ["CHTTPMessage"]),
        module("FuzzSupport", ["Tokenizers", "Checkpoints"], path: "Targets/FuzzSupport"),

        module("Tokenizers", ["Checkpoints", "JSON", "CSentencePiece", "CUnicode", "COniguruma"]),
        module("Checkpoints", ["JSON"]),
        module("JSON", ["CJansson"]),
        .target(
            name: "CSentencePiece", dependencies: ["CSentencePieceLibrary"],
            linkerSettings: [.linkedLibrary("sentencepiece")]),
        .target(name: "CUnicode"),
        .target(name: "CHTTPMessage"),
        .systemLibrary(name: "COniguruma", pkgConfig: "oniguruma", providers: [.apt(["libonig-dev"])]),
        .systemLibrary(name: "CSentencePieceLibrary", providers: [.apt(["libsentencepiece-dev"])]),
        .systemLibrary(name: "CJansson", pkgConfig: "jansson", providers: [.apt(["libjansson-dev"])]),
        .target(
            name: "TestSupport", dependencies: ["JSON", "Checkpoints"], path: "Tests/TestSupport", exclude: ["Hub"],
            swiftSettings: swiftSettings),
    ],
    cxxLanguageStandard: .cxx17
)

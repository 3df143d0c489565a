import Foundation
import TestSupport

/// The tests' own Hub as a program, for clients that are no part of the tests:
/// `small-hub DIRECTORY` serves each DIRECTORY/ORG/NAME as a model, and prints its address.
@main
struct SmallHub {
    static func main() throws {
        guard CommandLine.arguments.count == 2 else {
            FileHandle.standardError.write(Data("usage: small-hub DIRECTORY\n".utf8))
            exit(2)
        }
        let root = CommandLine.arguments[1]
        var repositories: [String: TestRepository] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: root).sorted() {
            let parts = path.split(separator: "/", maxSplits: 2)
            var isDirectory: ObjCBool = false
            guard parts.count == 3,
                FileManager.default.fileExists(atPath: "\(root)/\(path)", isDirectory: &isDirectory),
                !isDirectory.boolValue
            else { continue }
            let bytes = [UInt8](try Data(contentsOf: URL(filePath: "\(root)/\(path)")))
            let isLarge = [".safetensors", ".bin", ".spm"].contains { path.hasSuffix($0) }
            repositories["\(parts[0])/\(parts[1])", default: TestRepository()].files[String(parts[2])] =
                TestRepository.File(bytes, isLarge: isLarge)
        }
        let hub = try TestHub(repositories)
        FileHandle.standardOutput.write(Data("\(hub.url)\n".utf8))
        withExtendedLifetime(hub) { while true { pause() } }
    }
}

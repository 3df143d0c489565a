import Foundation
import Glibc
import TestSupport

@testable import Hub

/// What the tests pull: a small configuration, and weights of which every byte is another one than its neighbours.
enum Models {
    static let weights = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }

    static var marian: TestRepository {
        TestRepository([
            "config.json": .init(#"{"model_type": "marian"}"#),
            "generation_config.json": .init("{}"),
            "source.spm": .init(Array(weights[..<9000]), isLarge: true),
            "target.spm": .init(Array(weights[..<9001]), isLarge: true),
            "vocab.json": .init(#"{"a": 0}"#),
            "model.safetensors": .init(weights, isLarge: true),
            "pytorch_model.bin": .init(Array(weights[1...]), isLarge: true),
            "tf_model.h5": .init(Array(weights[2...]), isLarge: true),
            "onnx/model.onnx": .init(Array(weights[3...]), isLarge: true),
            "README.md": .init("text"), ".gitattributes": .init("text"),
        ])
    }

    static let name = "org/model"
}

/// A Hub with one model, and a cache.
final class Scene {
    let directory: TemporaryDirectory
    let hub: TestHub
    var settings: HubSettings

    init(
        _ repository: TestRepository = Models.marian, token: String? = nil, pageSize: Int = 1000,
        answer: @escaping TestHub.Answer = { _ in nil }
    ) throws {
        directory = try TemporaryDirectory()
        hub = try TestHub([Models.name: repository], pageSize: pageSize, answer: answer)
        settings = try hub.settings(cache: directory.path + "/hub", token: token)
    }

    func model(_ revision: String? = nil) throws -> HubModel {
        HubModel(try HubReference(parsing: Models.name + (revision.map { "@\($0)" } ?? "")), settings)
    }

    var folder: String { "\(settings.cache)/models--org--model" }

    /// The names in a directory of the model's folder.
    func names(_ path: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(path)")) ?? []).sorted()
    }

    func bytes(_ path: String) -> [UInt8]? { FileManager.default.contents(atPath: path).map { [UInt8]($0) } }

    /// How the error of a pull reads; nil when there is none.
    func failure(_ revision: String? = nil) throws -> HubError? {
        do {
            _ = try model(revision).pull()
            return nil
        } catch let error as HubError {
            return error
        }
    }
}

extension TestHub.Seen {
    /// Whether it asks the storage for the weights.
    var isForWeights: Bool {
        isStorage && path == "/" + TestRepository.File(Models.weights, isLarge: true).content.text
    }
}

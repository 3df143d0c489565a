import Checkpoints
import Foundation
import TestSupport
import Testing

struct ModelDirectoryTests {
    private let temporary: TemporaryDirectory
    private let directory: ModelDirectory

    init() throws {
        temporary = try TemporaryDirectory()
        directory = try ModelDirectory(path: temporary.path)
    }

    @Test func readsFilesOfADirectory() throws {
        try temporary.write("config.json", "{}")
        try temporary.write("empty", "")
        #expect(directory.label == temporary.path)
        #expect(directory.contains("config.json"))
        #expect(try directory.requiredFile("config.json").withBytes { Array($0) } == Array("{}".utf8))
        #expect(try directory.requiredFile("empty").withBytes { Array($0) } == [])
        #expect(try directory.requiredFile("empty").count == 0)
    }

    @Test func anAbsentFileIsNilOrAnError() throws {
        #expect(!directory.contains("config.json"))
        #expect(try directory.file("config.json") == nil)
        #expect(throws: CheckpointError.missingFile(name: "config.json", directory: temporary.path)) {
            try directory.requiredFile("config.json")
        }
        #expect(try directory.document("config.json") == nil)
        #expect(throws: CheckpointError.missingFile(name: "config.json", directory: temporary.path)) {
            try directory.requiredDocument("config.json")
        }
    }

    @Test func linksAreFollowed() throws {
        try temporary.write("blob", "x")
        try FileManager.default.createSymbolicLink(
            atPath: temporary.path + "/config.json", withDestinationPath: "blob")
        #expect(try directory.requiredFile("config.json").count == 1)
    }

    @Test func linkToNothingIsNamed() throws {
        let link = temporary.path + "/tokenizer.json"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "../../blobs/0abc")
        #expect(directory.contains("tokenizer.json"))
        let unread = #expect(throws: CheckpointError.self) { try directory.document("tokenizer.json") }
        #expect(unread?.description.contains("\(link): it is a symbolic link to ../../blobs/0abc") == true)
        try FileManager.default.createSymbolicLink(atPath: temporary.path + "/1_Pooling", withDestinationPath: "gone")
        #expect(throws: CheckpointError.self) { try directory.existingSubdirectory("1_Pooling") }
        #expect(throws: CheckpointError.self) { try ModelDirectory(path: temporary.path + "/1_Pooling") }
        try FileManager.default.createSymbolicLink(atPath: temporary.path + "/loop", withDestinationPath: "loop")
        let error = #expect(throws: CheckpointError.self) { try directory.file("loop") }
        #expect(error?.description.contains("leads to itself") == true)
    }

    @Test(arguments: [
        ("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "git lfs pull"),
        ("<!DOCTYPE html>\n<html>", "web page"), ("<html lang=en>", "web page"),
    ])
    func whatStandsInPlaceOfAFileIsNamed(contents: String, mentioned: String) throws {
        for name in ["config.json", "vocab.txt", "source.spm", "model.safetensors"] {
            try temporary.write(name, contents)
            for mapped in [false, true] {
                let error = #expect(throws: CheckpointError.self) { try directory.file(name, mapped: mapped) }
                #expect(error?.description.contains("\(temporary.path)/\(name)") == true)
                #expect(error?.description.contains(mentioned) == true)
            }
        }
    }

    @Test(arguments: [
        (["tf_model.h5"], "TensorFlow (tf_model.h5)"), (["flax_model.msgpack"], "Flax (flax_model.msgpack)"),
        (["onnx/model.onnx", "onnx/model_quantized.onnx"], "ONNX (onnx/model.onnx and 1 more)"),
        (["model.onnx", "tf_model.h5"], "ONNX (model.onnx)"), (["adapter_model.safetensors"], "adapter"),
        (["model.fp16.safetensors"], "another name (model.fp16.safetensors)"),
        (["pytorch_model-00001-of-00002.bin"], "index.json"), (["model.q4_0.gguf"], "llama.cpp"),
        (["model.safetensors.incomplete"], "download"), (["training_args.bin", "config.json"], "or pytorch_model.bin"),
    ])
    func weightsOfOthersAreSaid(names: [String], mentioned: String) throws {
        for name in names { try temporary.write(name, "x") }
        let error = #expect(throws: CheckpointError.self) { try Checkpoint(directory: directory) }
        #expect(error?.description.contains("has no file model.safetensors or pytorch_model.bin") == true)
        #expect(error?.description.contains(mentioned) == true, "\(String(describing: error))")
        #expect(error?.description.contains("training_args") == false)
    }

    @Test(arguments: ["../secret", "/etc/passwd", "sub/file", "..", ".", "", "a\0b"])
    func namesThatLeadOutAreRefused(name: String) throws {
        try temporary.write("a", "x")
        #expect(!directory.contains(name))
        let error = #expect(throws: CheckpointError.self) { try directory.file(name) }
        guard case .unreadable = error else { Issue.record("\(String(describing: error))"); return }
    }

    @Test func onlyRegularFilesAreRead() throws {
        try FileManager.default.createDirectory(atPath: temporary.path + "/sub", withIntermediateDirectories: false)
        #expect(mkfifo(temporary.path + "/pipe", 0o600) == 0)
        for name in ["sub", "pipe"] {
            #expect(!directory.contains(name))
            #expect(
                throws: CheckpointError.unreadable(
                    path: temporary.path + "/" + name, reason: "it is not a regular file")
            ) { try directory.file(name) }
        }
    }

    @Test func aFileIsNoDirectory() throws {
        let path = try temporary.write("file", "")
        #expect(throws: CheckpointError.notADirectory(path: path)) { try ModelDirectory(path: path) }
        #expect(throws: CheckpointError.notADirectory(path: "/nonexistent")) {
            try ModelDirectory(path: "/nonexistent")
        }
    }

    @Test func embeddedFilesAreADirectory() throws {
        let directory = ModelDirectory(
            label: "embedded test", embedded: ["a": FileBytes(static: UnsafeRawBufferPointer(start: nil, count: 0))])
        #expect(directory.contains("a"))
        #expect(try directory.requiredFile("a").count == 0)
        #expect(throws: CheckpointError.missingFile(name: "b", directory: "embedded test")) {
            try directory.requiredFile("b")
        }
    }

    @Test func documentsSayWhereTheyAreWrong() throws {
        try temporary.write("good.json", "{\"a\":1}")
        try temporary.write("bad.json", "{\n\"a\":}")
        #expect(try directory.requiredDocument("good.json").root["a"]?.integer == 1)
        #expect(
            throws: CheckpointError.malformed(
                file: temporary.path + "/bad.json", reason: "a value was expected, found '}' (line 2, column 5, byte 6)"
            )
        ) { try directory.document("bad.json") }
    }
}

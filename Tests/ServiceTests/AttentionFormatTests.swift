import Foundation
import JSON
import TestSupport
import Testing

@testable import Service

/// Maps in other forms are the same maps.
struct AttentionFormatTests {
    private static let service = Result { try TestService() }

    private func maps(_ attention: String) async throws -> [JSONValue] {
        let body = #"{"model":"ids","input":[[5,6,7,8,9,0]],"target":[[9,10,11,0]],"attention":{\#(attention)}}"#
        let output = try #require(try await Self.service.get().post("/decode", body)["outputs"]?[0])
        return [
            try #require(output["attention"]?["encoder"]),
            try #require(output["sequences"]?[0]?["attention"]?["decoder"]),
            try #require(output["sequences"]?[0]?["attention"]?["cross"]),
        ]
    }

    private func bytes(_ map: JSONValue) throws -> [UInt8] {
        #expect(map["weights"] == nil)
        let text = try #require(map["data"]?.string)
        return [UInt8](try #require(Data(base64Encoded: text)))
    }

    private func numbers<Number>(_ bytes: [UInt8], as type: Number.Type) -> [Number] {
        bytes.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: MemoryLayout<Number>.size).map {
                bytes.loadUnaligned(fromByteOffset: $0, as: type)
            }
        }
    }

    private func cellCount(_ map: JSONValue) -> Int? { map["shape"]?.integers?.reduce(1, *) }

    @Test func base64HoldsTheSameFloats() async throws {
        for (plain, encoded) in zip(try await maps(""), try await maps(#""encoding":"base64""#)) {
            #expect(encoded.keys == ["layers", "heads", "shape", "queries", "keys", "dtype", "data"])
            #expect(encoded["dtype"]?.string == "float32")
            for key in ["layers", "heads", "shape", "queries", "keys"] {
                #expect(encoded[key]?.text == plain[key]?.text)
            }
            #expect(numbers(try bytes(encoded), as: Float.self) == plain["weights"]?.flatFloats)
        }
    }

    @Test func halvesAndBytesAreTheRoundedFloats() async throws {
        let plain = try await maps("").map { try $0.required("weights").flatFloats }
        let halves = try await maps(#""encoding":"base64","dtype":"float16""#)
        let bytes = try await maps(#""encoding":"base64","dtype":"uint8""#)
        for place in plain.indices {
            #expect(halves[place]["dtype"]?.string == "float16")
            #expect(numbers(try self.bytes(halves[place]), as: Float16.self) == plain[place].map(Float16.init))
            #expect(bytes[place]["dtype"]?.string == "uint8")
            let rounded = plain[place].map { UInt8(($0 * 255).rounded(.toNearestOrEven)) }
            #expect(try self.bytes(bytes[place]) == rounded)
            #expect(rounded.count == cellCount(bytes[place]))
        }
    }

    @Test(arguments: ["mean", "max"])
    func headsAreReducedToOne(reduction: String) async throws {
        let reduced = try await maps(#""reduce":"\#(reduction)""#)
        let encoded = try await maps(#""reduce":"\#(reduction)","encoding":"base64""#)
        for (place, plain) in try await maps("").enumerated() {
            #expect(reduced[place].keys == ["layers", "heads", "reduce", "shape", "queries", "keys", "weights"])
            #expect(reduced[place]["reduce"]?.string == reduction)
            #expect(reduced[place]["heads"]?.integers == plain["heads"]?.integers)
            let shape = try #require(plain["shape"]?.integers)
            #expect(reduced[place]["shape"]?.integers == [shape[0], 1, shape[2], shape[3]])
            let expected = Self.reduced(plain["weights"]?.flatFloats ?? [], shape, reduction)
            #expect(reduced[place]["weights"]?.flatFloats == expected)
            #expect(numbers(try bytes(encoded[place]), as: Float.self) == expected)
        }
    }

    private static func reduced(_ weights: [Float], _ shape: [Int], _ reduction: String) -> [Float] {
        let cells = shape[2] * shape[3]
        return (0..<shape[0] * cells).map { place in
            let heads = (0..<shape[1]).map { weights[(place / cells * shape[1] + $0) * cells + place % cells] }
            return reduction == "max" ? heads.max() ?? .nan : heads.dropFirst().reduce(heads[0], +) / Float(heads.count)
        }
    }

    @Test func onlyTheChosenHeadsAreReduced() async throws {
        let chosen = try await maps(#""heads":[-1],"reduce":"mean""#)
        let plain = try await maps(#""heads":[-1]"#)
        for place in plain.indices {
            #expect(chosen[place]["heads"]?.integers == plain[place]["heads"]?.integers)
            #expect(chosen[place]["weights"]?.text == plain[place]["weights"]?.text)
        }
    }

    /// The reference's maps, through every form.
    @Test func valuesAreThoseOfTransformers() async throws {
        let golden = try Fixtures.json("marian/shared-swish/golden.json")
        let forced = try #require(golden["forced"]?[0])
        let input = try #require(forced["input"]?.integer)
        let source = try #require(golden["inputs"]?[input]?["input_ids"]).flatNumbers.map { "\(Int($0))" }
        let target = try forced.required("labels").flatNumbers.map { "\(Int($0))" }
        let expected = try forced.required("cross_attentions").flatFloats
        for (form, tolerance) in [("float32", Float(1e-5)), ("float16", 5e-4), ("uint8", 0.5 / 255 + 1e-5)] {
            let reply = try await Self.service.get().post(
                "/decode",
                #"{"model":"ids","input":[[\#(source.joined(separator: ","))]],"target":[[\#(target.joined(separator: ","))]],"#
                    + #""attention":{"maps":["cross"],"encoding":"base64","dtype":"\#(form)"}}"#)
            let map = try #require(reply["outputs"]?[0]?["sequences"]?[0]?["attention"]?["cross"])
            let bytes = try bytes(map)
            let found =
                switch form {
                case "float32": numbers(bytes, as: Float.self)
                case "float16": numbers(bytes, as: Float16.self).map(Float.init)
                default: bytes.map { Float($0) / 255 }
                }
            #expect(found.count == expected.count)
            #expect(zip(found, expected).allSatisfy { abs($0 - $1) <= tolerance }, "\(form)")
        }
    }

    @Test func encodeWritesItsMapInEveryForm() async throws {
        let service = try Self.service.get()
        let plain = try await service.post("/encode", #"{"input":"cab","attention":{"reduce":"max"}}"#)
        let encoded = try await service.post(
            "/encode", #"{"input":"cab","attention":{"reduce":"max","encoding":"base64","dtype":"uint8"}}"#)
        let floats = try #require(plain["outputs"]?[0]?["attention"]?["encoder"]?["weights"]).flatFloats
        let map = try #require(encoded["outputs"]?[0]?["attention"]?["encoder"])
        #expect(try bytes(map) == floats.map { UInt8(($0 * 255).rounded()) })
    }

    @Test func tooLargeAReplyNamesWhatWouldFit() async throws {
        let service = try TestService([("ids", .ids)]) { $0.maxResponseBytes = 12_000 }
        let input = (0..<20).map { "\(5 + $0)" }.joined(separator: ",")
        func body(_ attention: String) -> String {
            #"{"input":[\#(input)],"pooling":"mean","attention":\#(attention)}"#
        }
        let seen = try await service.error("/encode", body("true"))
        #expect(seen.status == 413)
        #expect(seen.code == "response_too_large")
        let message = try #require(seen.message)
        // 3 layers × 3 heads × 20 × 20 weights, and some for the tokens.
        #expect(message.contains(#""encoding": "base64", "dtype": "uint8": about "#))
        #expect(message.contains(#""reduce": "mean": about "#))
        let half = try await service.error("/encode", body(#"{"encoding":"base64","dtype":"float16"}"#))
        #expect(half.message?.contains("float16") == false)
        #expect(half.message?.contains("uint8") == true)
        _ = try await service.post("/encode", body(#"{"encoding":"base64","dtype":"uint8"}"#))
        _ = try await service.post("/encode", body(#"{"encoding":"base64","dtype":"float16","reduce":"mean"}"#))
    }

    @Test func estimateIsNearTheRealSizeInEveryForm() async throws {
        let service = try Self.service.get()
        let input = (0..<60).map { "\(1 + $0 % 50)" }.joined(separator: ",")
        for format in ["", #""encoding":"base64""#, #""encoding":"base64","dtype":"float16""#, #""reduce":"mean""#] {
            let body = #"{"model":"ids","input":[\#(input)],"pooling":"mean","attention":{\#(format)}}"#
            let size = await service.application.respond(to: "/encode", body: Array(body.utf8)).body.count
            let tight = try TestService([("ids", .ids)]) { $0.maxResponseBytes = 1024 }
            let message = try #require(try await tight.error("/encode", body).message)
            let estimate = try #require(message.split(separator: " ").compactMap { Int($0) }.first)
            #expect(abs(Double(estimate) / Double(size) - 1) < 0.25, "\(format): \(estimate) for \(size)")
        }
    }
}

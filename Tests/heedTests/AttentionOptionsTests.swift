import JSON
import Testing

@testable import heed

@Suite struct AttentionOptionsTests {
    private func field(_ arguments: [String]) throws -> String {
        let options = try AttentionOptions.parse(arguments)
        var body = JSONWriter()
        body.object { options.write(map: "cross", to: &$0) }
        return String(decoding: body.finish().copyOfBytes(), as: UTF8.self)
    }

    @Test(arguments: [
        ([], "{}"), (["--show-attention"], #"{"attention":{"maps":["cross"],"layers":[-1]}}"#),
        (["--show-attention", "--attention-layers", "all"], #"{"attention":{"maps":["cross"]}}"#),
        (["--show-attention", "--layer", "0"], #"{"attention":{"maps":["cross"],"layers":[0]}}"#),
        (
            ["--show-attention", "--layer", "-2", "--head", "-1"],
            #"{"attention":{"maps":["cross"],"layers":[-2],"heads":[-1]}}"#
        ),
        (
            ["--show-attention", "--attention-layers", "all", "--head", "3"],
            #"{"attention":{"maps":["cross"],"heads":[3]}}"#
        ),
    ])
    func optionsChooseTheMap(arguments: [String], field: String) throws { #expect(try self.field(arguments) == field) }

    @Test(arguments: [
        ["--layer", "1"], ["--head", "1"], ["--attention-layers", "all"],
        ["--show-attention", "--layer", "1", "--attention-layers", "all"],
    ])
    func optionsWithoutEffectAreRefused(arguments: [String]) {
        #expect(throws: (any Error).self) { try field(arguments) }
    }

    @Test func encodeAndDecodeHaveThem() throws {
        #expect(try Encode.parse(["x", "--show-attention", "--head", "0"]).attention.head == 0)
        #expect(try Decode.parse(["x", "--show-attention", "--layer", "-1"]).attention.layer == -1)
    }
}

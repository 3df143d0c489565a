import Foundation
import Testing

struct HardListTests {
    @Test(arguments: ["seen", "unseen"]) func breaksAreThoseMadeByHand(half: String) throws {
        let scores = try HardList(half: half).scores(knownLanguage: true)
        #expect(scores.count == HardList.languages.count + 1)
        for (language, score) in scores {
            #expect(score.f1 >= (language == "all" ? 0.95 : 0.90), "\(language): \(score)")
        }
        let all = try #require(scores["all"])
        #expect(all.exactShare >= 0.80, "\(all)")
    }

    @Test func withoutTheLanguageTheCommonRulesAreNotFarBehind() throws {
        let all = try #require(try HardList(half: "unseen").scores(knownLanguage: false)["all"])
        #expect(all.f1 >= 0.90 && all.exactShare >= 0.60, "\(all)")
    }

    /// What Tools/sentences/compare.py puts beside other splitters: a line for each text, half, language, and where
    /// sentences begin.
    @Test func breaksAreTheSameEachTime() throws {
        let lines = try comparison()
        #expect(try comparison() == lines)
        if let path = ProcessInfo.processInfo.environment["HEED_WRITE_SENTENCES"] {
            try lines.write(toFile: path, atomically: true, encoding: .utf8)
        }
    }

    private func comparison() throws -> String {
        var lines = ""
        for half in ["seen", "unseen"] {
            for text in try HardList(half: half).texts {
                for language in [text.language, nil] {
                    let starts = try HardList.starts(in: text, language: language).sorted().map(String.init)
                    lines +=
                        "\(half) \(text.language) \(language == nil ? "unknown" : "known") \(starts.joined(separator: ","))\n"
                }
            }
        }
        return lines
    }
}

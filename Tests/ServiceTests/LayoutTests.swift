import JSON
import TestSupport
import Testing

@testable import Service

/// Small models with the layouts of popular repositories, against what sentence-transformers and transformers make of them.
struct LayoutTests {
    private static let embeddings = [
        "minilm", "bge", "mpnet", "mpnet-dot", "distilroberta", "first-versions", "multilingual-e5",
        "multilingual-minilm", "labse", "distiluse", "gtr-t5", "new-versions", "all-poolings", "no-pooling-set",
        "weighted-mean", "marian-encoder", "m2m100-encoder", "bge-m3", "paraphrase-mpnet", "prompts", "default-prompt",
        "pooled-prompt", "contriever", "codebert", "herbert",
    ]
    private static let generations = [
        "opus-mt", "nllb", "m2m100", "mbart-50", "t5", "flan-t5", "mt5", "bart-cnn", "pegasus", "byt5",
    ]

    @Test(arguments: embeddings)
    func embeddingsAreThoseOfSentenceTransformers(layout: String) async throws {
        let path = "layouts/sentence-embeddings/\(layout)"
        let golden = try Fixtures.json("\(path)/golden.json")
        let texts = try Fixtures.json("layouts/texts.json").list
        let service = try TestService([("layout", .fixture(path))])
        #expect(
            try await service.get("/models/layout")["limits"]?["max_input_tokens"]?.integer
                == golden["longest_input"]?.integer)
        let options = (golden["request"]?["pooling"]?.text).map { ",\"pooling\":\($0)" } ?? ""
        for (text, expected) in zip(texts, golden["embeddings"]?.list ?? []) {
            let reply = try await service.post(
                "/encode", "{\"input\":\(text.text),\"overflow\":\"truncate\"\(options)}")
            let found = try #require(reply["outputs"]?[0]?["embedding"]?.numbers)
            let numbers = try #require(expected.numbers)
            #expect(found.count == numbers.count)
            let scale = numbers.reduce(0) { max($0, abs($1)) }
            let difference = zip(found, numbers).reduce(0) { max($0, abs($1.0 - $1.1)) }
            #expect(difference <= 2e-5 * scale, "\(text.text)")
        }
        #expect(texts.count == golden["embeddings"]?.count && texts.count > 100)
    }

    @Test(arguments: generations)
    func outputsAreThoseOfGenerate(layout: String) async throws {
        let path = "layouts/sequence-to-sequence/\(layout)"
        let golden = try Fixtures.json("\(path)/golden.json")
        let service = try TestService([("layout", .fixture(path))])
        var options = ""
        if let source = golden["languages"]?[0], let target = golden["languages"]?[1], !source.isNull {
            options = ",\"source_language\":\(source.text),\"target_language\":\(target.text)"
        }
        let runs = try #require(golden["runs"]?.list)
        for run in runs {
            let text = try #require(run["text"]).text
            let reply = try await service.post("/decode", "{\"input\":\(text)\(options)}")
            let sequence = reply["outputs"]?[0]?["sequences"]?[0]
            #expect(sequence?["tokens"]?.list.compactMap { $0["id"]?.integer } == run["ids"]?.integers, "\(text)")
            #expect(sequence?["text"]?.string == run["output"]?.string, "\(text)")
        }
        #expect(runs.count > 10)
    }

    @Test func theTableOfRepositoriesHolds() throws {
        let table = try Fixtures.repositoryText("docs/families.md")
        let rows = try Fixtures.json("layouts/repositories.json").list
        #expect(rows.count > 50)
        for row in rows {
            let repository = try #require(row["repository"]?.string)
            let layout = try #require(row["layout"]?.string)
            let name = repository.contains(" ") ? repository : "`\(repository)`"
            guard let refusal = row["refusal"]?.string else {
                #expect((Self.embeddings + Self.generations).contains(layout))
                #expect(table.contains("| \(name) | yes | `\(layout)` |"))
                continue
            }
            #expect(table.contains("| \(name) | no | \(refusal) |"))
            let path = Fixtures.path("layouts/refused/\(layout)")
            let inspection = Inspection(of: ModelSource(name: "layout", place: .path(path)))
            #expect(
                inspection.problems.contains { $0.message.contains(refusal) }, "\(repository): \(inspection.problems)")
        }
    }
}

import Decoding
import Documents
import Engine
import Tokenizers

/// Texts in the hands of one model after the other.
struct TranslationWork {
    private let engine: Engine
    private let deadline: Deadline
    /// Sequences that go to the engine at once.
    private let window: Int
    private(set) var usage: [(model: String, usage: Usage)] = []
    private(set) var times = StageTimes()

    init(engine: Engine, deadline: Deadline, window: Int) {
        self.engine = engine
        self.deadline = deadline
        self.window = window
    }

    /// A part of a text that is translated by itself.
    private struct Part {
        let document: Int
        let segment: Int
        let text: String
    }

    /// Each sentence is translated by itself; what is nothing to translate, and what stands between sentences, stays as it is.
    /// - count: translations that are wanted of each text
    /// - Returns: of each text its translations, the best first, without repetitions: at least one
    mutating func translate(
        _ texts: [(text: String, place: Place)], _ leg: TranslationRoutes.Leg, count: Int
    ) async throws(Problem) -> [[String]] {
        let documents = try await documents(of: texts, leg)
        var parts: [Part] = []
        for (index, document) in documents.enumerated() {
            for (segment, piece) in document.segments.enumerated() where piece.isTranslated {
                parts.append(Part(document: index, segment: segment, text: document.text(of: piece)))
            }
        }
        var translated = documents.map { $0.segments.map { _ in [String]() } }
        var rest = parts[...]
        while !rest.isEmpty {
            let next = rest.prefix(window)
            rest = rest.dropFirst(next.count)
            for (part, found) in zip(next, try await decode(next, of: texts, leg, count: count)) {
                translated[part.document][part.segment] = found
            }
        }
        return zip(documents, translated).map { document, segments in
            let most = segments.map(\.count).max() ?? 0
            var whole: [String] = []
            for rank in 0..<max(1, most) {
                let text = joined(document, segments, rank: rank, leg)
                if !whole.contains(text) { whole.append(text) }
            }
            return whole
        }
    }

    private func documents(
        of texts: [(text: String, place: Place)], _ leg: TranslationRoutes.Leg
    ) async throws(Problem) -> [Document] {
        let (served, tokenizer) = (leg.served, try leg.served.requireTokenizer(for: .input))
        let languages = try served.check(leg.languages)
        let limit = SegmentLimit(tokens: served.maxInputTokens) { text in
            tokenizer.encode(text, side: .source, languages: languages, addingSpecialTokens: true).count
        }
        var documents: [Document] = []
        let splitter = try Self.reading { () throws(DocumentError) in
            try SentenceSplitter(language: leg.source.code)
        }
        for (text, _) in texts {
            await Task.yield()
            try deadline.check()
            documents.append(
                try Self.reading { () throws(DocumentError) in
                    try Document(text, splitter: splitter, limit: limit)
                })
        }
        return documents
    }

    private static func reading<Result>(
        _ work: () throws(DocumentError) -> Result
    ) throws(Problem) -> Result {
        // Texts are far below the limit, and the system's libraries whole.
        do throws(DocumentError) { return try work() } catch { throw .defect("\(error)") }
    }

    private mutating func decode(
        _ parts: ArraySlice<Part>, of texts: [(text: String, place: Place)], _ leg: TranslationRoutes.Leg, count: Int
    ) async throws(Problem) -> [[String]] {
        let served = leg.served
        var task = DecodeTask(
            model: served.name, input: Sequences(items: parts.map { .text($0.text) }, isSingle: false))
        task.languages = leg.languages
        if count > 1 {
            let beams = max(count, served.decodingDefaults.numBeams)
            task.overrides.set(.numBeams, \.numBeams, to: beams)
            task.overrides.set(.numReturnSequences, \.numReturnSequences, to: count)
        }
        let outcome: DecodeOutcome
        do throws(Problem) {
            outcome = try await DecodePlan(task, served, maxInputs: window, deadline: deadline)
                .outcome(of: engine, by: deadline)
        } catch {
            throw error.moved { place in
                guard place.part == .input, let item = place.item, item < parts.count else { return place }
                return texts[parts[parts.startIndex + item].document].place
            }
        }
        note(outcome, of: served.name)
        return outcome.results.map { result in
            result.sequences.map { served.describe($0.decoded.tokens, side: .target).text ?? "" }
        }
    }

    private mutating func note(_ outcome: DecodeOutcome, of model: String) {
        // One after the other.
        times.queue += outcome.times.queue
        times.encode += outcome.times.encode
        times.decode += outcome.times.decode
        let usage = outcome.usage
        guard let index = self.usage.firstIndex(where: { $0.model == model }) else {
            return self.usage.append((model, usage))
        }
        self.usage[index].usage.inputTokens += usage.inputTokens
        self.usage[index].usage.outputTokens += usage.outputTokens
    }

    /// - segments: translations of each segment, none for one that stays as it is
    /// - rank: of the translation that is taken, where a segment has so many
    private func joined(
        _ document: Document, _ segments: [[String]], rank: Int, _ leg: TranslationRoutes.Leg
    ) -> String {
        // Of languages that write no space between sentences.
        let isClose = leg.source.isWrittenWithoutSpaces && !leg.target.isWrittenWithoutSpaces
        var text = ""
        for (index, translations) in segments.enumerated() {
            let gap = document.gap(before: index)
            text += gap.isEmpty && isClose && index > 0 ? " " : gap
            text +=
                translations.isEmpty
                ? document.text(of: document.segments[index]) : translations[min(rank, translations.count - 1)]
        }
        return text + document.gap(before: segments.count)
    }
}

extension LanguageTag {
    fileprivate var isWrittenWithoutSpaces: Bool {
        ["zh", "yue", "ja", "th", "lo", "km", "my", "bo"].contains(language)
    }
}

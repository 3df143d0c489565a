import Decoding
import Engine
import Transformer

extension Model {
    var allMaps: AttentionSelection {
        func all(_ stack: ModelDescription.Stack) -> AttentionSelection.Selected {
            .init(layers: Array(0..<stack.layers), heads: Array(0..<stack.heads))
        }
        let decoder = description.decoder.map(all)
        return AttentionSelection(encoder: all(description.encoder), decoder: decoder, cross: decoder)
    }

    /// Greedy, beams, sampling and forced decoding of many lengths, a third with maps.
    /// - inputs: taken in turn
    func mixedJobs(_ count: Int, inputs: [[Int32]]) throws -> [DecodeJob] {
        try (0..<count).map { index in
            var options = try DecodingOptions(
                generationConfig: files.generation?.root, modelConfig: files.configuration.root)
            options.maxNewTokens = 4 + index % 9
            options.numBeams = 1
            var task = DecodingTask.generate(options, stop: nil)
            switch index % 4 {
            case 0: break
            case 1:
                options.numBeams = 2 + index % 3
                options.numReturnSequences = 2
                task = .generate(options, stop: nil)
            case 2:
                options.doSample = true
                options.seed = UInt64(index)
                task = .generate(options, stop: nil)
            default: task = .force(target: [5, 9, 14, 3, 8], options: options)
            }
            return DecodeJob(
                model: self, input: .tokens(inputs[index % inputs.count]), task: task,
                captured: index % 3 == 0 ? allMaps : .none)
        }
    }
}

extension Engine {
    /// Each job by itself, one after the other.
    func alone(_ jobs: [DecodeJob]) async throws -> [DecodeResult] {
        var results: [DecodeResult] = []
        for job in jobs { results += try await decode([job]) }
        return results
    }

    /// All jobs at once, as requests of their own.
    func together(_ jobs: [DecodeJob]) async throws -> [DecodeResult] {
        try await withThrowingTaskGroup(of: (Int, [DecodeResult]).self) { group in
            for (index, job) in jobs.enumerated() {
                group.addTask { (index, try await self.decode([job])) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }.sorted { $0.0 < $1.0 }.flatMap { $0.1 }
    }
}

extension DecodeResult {
    var decodedSequences: [DecodedSequence] { sequences.map(\.decoded) }

    /// All attention weights that were asked for.
    var weights: [[Float]] {
        let maps = [encoder] + sequences.flatMap { [$0.decoder, $0.cross] }
        return maps.compactMap { $0?.weights.array() }
    }
}

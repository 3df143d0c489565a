import Decoding
import Testing
import Transformer

@testable import Engine
@testable import Tensors

/// A job that holds much of one kind of memory.
private enum Much: String, CaseIterable, Codable {
    case source, encoderMaps, sourceOfManyLayers, target, targetOfSmallVocabulary, prompt, output, beams,
        sampledSequences,
        decoderMaps, crossMaps

    func submit(to engine: Engine, _ model: Model) async throws -> Int {
        var options = DecodingOptions()
        options.numBeams = 1
        options.maxNewTokens = 8
        var source = 8
        var captured = AttentionSelection.none
        var task: DecodingTask?
        switch self {
        case .source: return try await encode(400, .none, engine, model)
        case .encoderMaps:
            return try await encode(400, AttentionSelection(encoder: model.allMaps.encoder), engine, model)
        case .sourceOfManyLayers: source = 600
        case .target, .targetOfSmallVocabulary: task = .force(target: Self.tokens(300), options: options)
        case .prompt: options.prefix = Self.tokens(300)
        case .output: options.maxNewTokens = 300
        case .beams:
            options.numBeams = 16
            options.maxNewTokens = 70
        case .sampledSequences:
            options.doSample = true
            options.numReturnSequences = 16
            options.maxNewTokens = 70
        case .decoderMaps, .crossMaps:
            options.numBeams = 16
            options.numReturnSequences = 4
            options.maxNewTokens = 70
            source = 70
            if self == .decoderMaps { captured.decoder = model.allMaps.decoder }
            if self == .crossMaps { captured.cross = model.allMaps.cross }
        }
        options.minNewTokens = options.maxNewTokens
        let job = DecodeJob(
            model: model, input: .tokens(Self.tokens(source)), task: task ?? .generate(options, stop: nil),
            captured: captured)
        _ = try await engine.decode([job])
        return job.workingBytes
    }

    private func encode(
        _ length: Int, _ captured: AttentionSelection, _ engine: Engine, _ model: Model
    ) async throws -> Int {
        let job = EncodeJob(model: model, input: .tokens(Self.tokens(length)), captured: captured)
        _ = try await engine.encode([job])
        return job.workingBytes
    }

    func model() throws -> Model {
        try RandomModel(
            layers: self == .sourceOfManyLayers ? 12 : 2, positions: 1024,
            vocabularySize: self == .target ? 1200 : 40
        ).load(as: .float32)
    }

    private static func tokens(_ count: Int) -> [Int32] { (0..<count).map { Int32(1 + $0 * 37 % 30) } }
}

extension Engine {
    /// Returns when the step that finished the last job is over: an engine tells of results before it.
    fileprivate func settle(_ model: Model) async throws {
        _ = try await encode([EncodeJob(model: model, input: .tokens([1]))])
    }
}

/// What a job is said to hold, against what all tensors together hold while it is computed.
@Suite struct WorkingMemoryTests {
    /// Of the engine itself, for all jobs: what its attention kernel has worked with, for every number of keys.
    private static let kernelBytes = 2 << 20

    @Test(arguments: Much.allCases)
    private func jobsHoldNoMoreThanTheyAreCountedFor(_ much: Much) async {
        await #expect(processExitsWith: .success) { [much] in
            Parallelism.setThreads(2)
            let model = try much.model()
            let engine = Engine()
            func run() async throws -> (counted: Int, held: Int) {
                try await engine.settle(model)
                let before = StoragePool.shared.heldBytes
                _ = StoragePool.shared.takeMostHeldBytes()
                let counted = try await much.submit(to: engine, model)
                return (counted, StoragePool.shared.takeMostHeldBytes() - before)
            }
            let first = try await run()
            #expect(first.held <= first.counted + Self.kernelBytes)
            #expect(first.counted <= 3 * first.held)
            // What steps work with is there already, in the engine's workspace.
            let second = try await run()
            #expect(second.held <= second.counted)
            await engine.stop()
        }
    }

    @Test func nothingIsHeldOfWhatHasFinished() async {
        await #expect(processExitsWith: .success) {
            Parallelism.setThreads(2)
            let model = try Much.sourceOfManyLayers.model()
            let engine = Engine()
            let before = StoragePool.shared.heldBytes
            let counted = try await Much.sourceOfManyLayers.submit(to: engine, model)
            try await engine.settle(model)
            let held = StoragePool.shared.heldBytes - before
            #expect(held < counted / 10)
            await engine.stop()
        }
    }

    private func job(_ fixture: GenerationFixture, beams: Int, newTokens: Int, _ captured: AttentionSelection)
        -> DecodeJob
    {
        var options = DecodingOptions()
        options.numBeams = beams
        options.maxNewTokens = newTokens
        return DecodeJob(
            model: fixture.model, input: .tokens([5, 6, 7, 0]), task: .generate(options, stop: nil), captured: captured)
    }

    @Test func beamsAndLengthGrowTheCache() throws {
        let fixture = try GenerationFixture("marian/shared-swish")
        let one = job(fixture, beams: 1, newTokens: 60, .none).workingBytes
        let many = job(fixture, beams: 32, newTokens: 60, .none).workingBytes
        // Keys and values of one layer, 24 wide, for each slot.
        #expect(many - one >= MemoryLayout<Float>.size * 31 * 59 * 2 * 24)
        #expect(job(fixture, beams: 32, newTokens: 20, .none).workingBytes < many / 2)
    }

    @Test func hugeNumbersDoNotOverflow() throws {
        let fixture = try GenerationFixture("marian/shared-swish")
        #expect(job(fixture, beams: 256, newTokens: Int(Int32.max), fixture.allMaps).workingBytes > 0)
    }

    @Test func rowsOfATargetAreCounted() throws {
        let fixture = try GenerationFixture("marian/shared-swish")
        let options = DecodingOptions()
        let target = DecodingTask.force(target: [Int32](repeating: 5, count: 50), options: options)
        let work = Work(
            DecodeJob(model: fixture.model, input: .tokens([5]), task: target),
            ticket: Ticket(count: 1, deadline: nil),
            index: 0,
            submitted: .now)
        #expect(work.decoderRows == 50)
    }
}

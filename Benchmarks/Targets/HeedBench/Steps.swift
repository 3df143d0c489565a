import CMeter
import Checkpoints
import Decoding
import Engine
import Tensors
import Transformer

/// Steps that are left out at the beginning, and at the end.
private let warmSteps = 16
private let steps = 80

/// Runs greedy sequences through the engine and looks at each step.
///
/// Lines: `step TYPE SEQUENCES SECONDS ALLOCATIONS MOST_ALLOCATIONS`: the medians over the steady steps, and the most of one.
func measureSteps(of directory: String) async throws {
    for type in WeightType.allCases {
        let model = try Model(ModelFiles(directory: ModelDirectory(path: directory)), as: type)
        let engine = Engine()
        // What a probe itself allocates is what a second one adds.
        let probed = try await run(engine, model, sequences: 2, probes: 1)
        let probedTwice = try await run(engine, model, sequences: 2, probes: 2)
        let ofProbe = median(probedTwice.map(\.allocations)) - median(probed.map(\.allocations))
        for sequences in [1, 8, 32] {
            let costs = try await run(engine, model, sequences: sequences, probes: 1)
            let allocations = costs.map { $0.allocations - ofProbe }
            print(
                "step", type.rawValue, sequences, median(costs.map(\.seconds)), median(allocations),
                allocations.max() ?? 0)
        }
        await engine.stop()
    }
}

private struct StepCost {
    let seconds: Double
    let allocations: Int
}

/// - probes: how many of the sequences have a stop condition, for which the search makes a list of tokens; the first notes the moment
private func run(_ engine: Engine, _ model: Model, sequences: Int, probes: Int) async throws -> [StepCost] {
    var options = try DecodingOptions(
        generationConfig: model.files.generation?.root, modelConfig: model.files.configuration.root)
    options.numBeams = 1
    options.minNewTokens = steps
    options.maxNewTokens = steps
    let noting: StopCondition = { _ in
        heed_meter_note()
        return false
    }
    let silent: StopCondition = { _ in false }
    let jobs = (0..<sequences).map { index in
        DecodeJob(
            model: model, input: .tokens((0..<25).map { Int32(2 + ($0 * 31 + index) % 1000) }),
            task: .generate(options, stop: index == 0 ? noting : index < probes ? silent : nil))
    }
    heed_meter_forget_marks()
    _ = try await engine.decode(jobs)
    let marks = (0..<heed_meter_mark_count()).map { heed_meter_mark_at($0) }
    return zip(marks, marks.dropFirst()).dropFirst(warmSteps).dropLast().map { before, after in
        StepCost(seconds: after.seconds - before.seconds, allocations: Int(after.allocations) - Int(before.allocations))
    }
}

private func median<Value: Comparable>(_ values: [Value]) -> Value { values.sorted()[values.count / 2] }

package import CoreMetrics

/// What the engine tells of its steps. Recording costs a few atomic operations a step.
package struct EngineMetrics: Sendable {
    /// Passes of encoders, and steps of decoders.
    let encoder: StepMetrics
    let decoder: StepMetrics

    package init(factory: any MetricsFactory = NOOPMetricsHandler.instance) {
        encoder = StepMetrics(stage: "encode", factory)
        decoder = StepMetrics(stage: "decode", factory)
    }
}

/// Steps of one kind.
struct StepMetrics: Sendable {
    private let duration: Recorder
    private let rows: Recorder
    private let sequences: Recorder

    init(stage: String, _ factory: any MetricsFactory) {
        let labels = [("stage", stage)]
        duration = Recorder(label: "heed_engine_step_duration_seconds", dimensions: labels, factory: factory)
        rows = Recorder(label: "heed_engine_step_rows", dimensions: labels, factory: factory)
        sequences = Recorder(label: "heed_engine_step_sequences", dimensions: labels, factory: factory)
    }

    /// - rows: rows of activations that were computed together.
    func record(rows: Int, sequences: Int, seconds: Double) {
        duration.record(seconds)
        self.rows.record(Int64(rows))
        self.sequences.record(Int64(sequences))
    }
}

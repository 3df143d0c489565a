internal import Checkpoints
internal import Tensors

/// The weights of a module, which has a `model.safetensors` or a `pytorch_model.bin` of its own.
struct ModuleWeights {
    private let reader: WeightReader
    private let step: ModuleList.Step

    init(_ step: ModuleList.Step) throws(ModelError) {
        guard let directory = step.directory else {
            throw step.list.refusal("module \(step.kind) should be in \"\(step.path)\", and there is no such directory")
        }
        do {
            reader = WeightReader(try Checkpoint(directory: directory))
        } catch {
            throw .checkpoint(error)
        }
        self.step = step
    }

    func contains(_ name: String) -> Bool { reader.contains(name) }

    func numbers(_ name: String, _ shape: Shape) throws(ModelError) -> [Float] {
        do {
            return try reader.tensor(name, shape).withNumbers { Array($0) }
        } catch {
            throw step.list.refusal("module \(step.kind) in \"\(step.path)\": \(error)")
        }
    }

    /// Weights that nothing has read would have changed the numbers.
    func checkAllAreRead() throws(ModelError) {
        guard let name = reader.unusedNames.first else { return }
        throw step.list.refusal(
            "module \(step.kind) in \"\(step.path)\" has a tensor \(name), which its configuration has no use for")
    }
}

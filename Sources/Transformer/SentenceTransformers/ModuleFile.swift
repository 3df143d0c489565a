import Checkpoints
import JSON

/// A JSON file of a sentence-transformers directory; errors name it and the key.
struct ModuleFile {
    /// One line of `modules.json`.
    struct Step {
        /// The last part of the Python class that computes it, such as "Pooling": the parts before it differ between versions.
        let kind: String
        /// Its directory; "" is the model's.
        let path: String
    }

    private let label: String
    private let root: JSONValue

    /// nil when there is no such file.
    init?(_ name: String, in directory: ModelDirectory) throws(ModelError) {
        try self.init(name, label: name, in: directory)
    }

    /// - subdirectory: a plain name, whatever a file of the directory makes of it
    init?(_ name: String, inSubdirectory subdirectory: String, of directory: ModelDirectory) throws(ModelError) {
        let inner: ModelDirectory
        do { inner = try directory.subdirectory(subdirectory) } catch { throw .checkpoint(error) }
        try self.init(name, label: "\(subdirectory)/\(name)", in: inner)
    }

    private init?(_ name: String, label: String, in directory: ModelDirectory) throws(ModelError) {
        do {
            guard let document = try directory.document(name) else { return nil }
            self.root = document.root
        } catch {
            throw .checkpoint(error)
        }
        self.label = label
    }

    func refusal(_ message: String) -> ModelError { .sentenceTransformers(file: label, message: message) }

    /// nil when the key is absent or null.
    func value(_ key: String) -> JSONValue? {
        guard let value = root[key], !value.isNull else { return nil }
        return value
    }

    func flag(_ key: String, default fallback: Bool) throws(ModelError) -> Bool {
        guard let value = value(key) else { return fallback }
        guard let flag = value.boolean else { throw refusal("\"\(key)\" must be true or false, not \(value.summary)") }
        return flag
    }

    /// The modules in their order, but for dropout, which only training has.
    func steps() throws(ModelError) -> [Step] {
        guard let elements = root.elements else { throw refusal("it is not a list of modules") }
        var steps: [Step] = []
        for (index, module) in elements.enumerated() {
            guard let type = module["type"]?.string, let kind = type.split(separator: ".").last,
                let path = module["path"]?.string
            else { throw refusal("module \(index) has no \"type\" and \"path\": \(module.summary)") }
            if kind != "Dropout" { steps.append(Step(kind: String(kind), path: path)) }
        }
        return steps
    }

    func take(_ kind: String, from steps: inout ArraySlice<Step>) throws(ModelError) -> Step {
        guard let step = steps.popFirst() else { throw refusal("there is no module \(kind)") }
        guard step.kind == kind else { throw refusal("module \(step.kind) is not served where \(kind) is expected") }
        return step
    }
}

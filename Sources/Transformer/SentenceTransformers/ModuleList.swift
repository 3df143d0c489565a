import Checkpoints
import JSON

/// The modules that `modules.json` lists, in their order.
struct ModuleList {
    struct Step {
        /// The class that computes it, such as "Pooling".
        let kind: String
        /// Its directory as the file has it, for messages.
        let path: String
        /// Whether that is the model's own directory.
        let isInRoot: Bool
        let list: ModuleFile
        /// nil when there is no such directory, as is usual for modules without a configuration.
        let directory: ModelDirectory?

        /// Its `config.json`; nil when it has none.
        func configuration() throws(ModelError) -> ModuleFile? {
            guard let directory else { return nil }
            return try ModuleFile("config.json", in: directory, label: label("config.json"))
        }

        func requiredConfiguration() throws(ModelError) -> ModuleFile {
            guard let file = try configuration() else {
                throw list.refusal("module \(kind) needs a file \(label("config.json")), which is not there")
            }
            return file
        }

        func label(_ name: String) -> String {
            let parts = pathComponents(of: path) + [name]
            return parts.joined(separator: "/")
        }
    }

    let file: ModuleFile
    private var steps: ArraySlice<Step>

    /// nil when the directory has no `modules.json`.
    init?(directory: ModelDirectory) throws(ModelError) {
        guard let file = try ModuleFile("modules.json", in: directory) else { return nil }
        guard let elements = file.root.elements else { throw file.refusal("it is not a list of modules") }
        var steps: [Step] = []
        for (index, module) in elements.enumerated() {
            guard let type = module["type"]?.string, let path = module["path"]?.string else {
                throw file.refusal("module \(index) has no \"type\" and \"path\": \(module.summary)")
            }
            steps.append(try Step(type: type, path: path, of: file, in: directory))
        }
        self.file = file
        self.steps = steps[...]
    }

    /// The next module, which must be of a kind.
    mutating func take(_ kind: String) throws(ModelError) -> Step {
        guard let step = steps.popFirst() else { throw file.refusal("there is no module \(kind)") }
        guard step.kind == kind else {
            throw file.refusal("module \(step.kind) is not served where \(kind) is expected")
        }
        return step
    }

    var first: Step? { steps.first }

    /// The next module; nil after the last.
    mutating func next() -> Step? { steps.popFirst() }
}

extension ModuleList.Step {
    /// - type: a Python class. Those of sentence-transformers are known, whose modules have moved between its versions
    ///   ("sentence_transformers.models.Pooling", "sentence_transformers.sentence_transformer.modules.pooling.Pooling"). Any other
    ///   is code that comes with the model or from another library, whatever its last part is called.
    fileprivate init(
        type: String, path: String, of list: ModuleFile, in directory: ModelDirectory
    ) throws(ModelError) {
        let names = type.split(separator: ".", omittingEmptySubsequences: false)
        guard names.count > 1, names.first == "sentence_transformers", let kind = names.last, !kind.isEmpty else {
            throw list.refusal(
                "the module type \"\(type)\" is not one of sentence-transformers' own, and other code is not run")
        }
        self.kind = String(kind)
        self.path = path
        self.list = list
        let components = pathComponents(of: path)
        isInRoot = components.isEmpty
        guard !path.hasPrefix("/"), !components.contains("..") else {
            throw list.refusal("the path \"\(path)\" of module \(kind) leads out of the directory")
        }
        var place: ModelDirectory? = directory
        do {
            for component in components { place = try place?.existingSubdirectory(component) }
        } catch {
            throw .checkpoint(error)
        }
        self.directory = place
    }
}

/// Of "./1_Pooling/": ["1_Pooling"].
private func pathComponents(of path: String) -> [String] {
    path.split(separator: "/").filter { $0 != "." }.map(String.init)
}

import Checkpoints
private import JSON

/// What a sentence-transformers model wants to have before its texts: `config_sentence_transformers.json`.
package struct SentencePrompts: Sendable, Equatable {
    /// By name; one may be empty.
    package let texts: [String: String]
    /// Of the one that is put before texts unless another is asked for; nil: none.
    package let defaultName: String?
    let notices: [String]

    /// Without the file, none.
    init(directory: ModelDirectory) throws(ModelError) {
        let name = "config_sentence_transformers.json"
        guard let file = try ModuleFile(name, in: directory) else {
            (texts, defaultName, notices) = ([:], nil, [])
            return
        }
        var texts: [String: String] = [:]
        if let value = file.value("prompts") {
            guard let members = value.members else {
                throw file.refusal("\"prompts\" must be an object, not \(value.summary)")
            }
            for (prompt, text) in members {
                guard text.isNull || text.string != nil else {
                    throw file.refusal("\"prompts.\(prompt)\" must be a string, not \(text.summary)")
                }
                texts[prompt] = text.string ?? ""
            }
        }
        self.texts = texts
        let stated = file.value("default_prompt_name")?.string
        defaultName = stated.flatMap { texts[$0] == nil ? nil : $0 }
        notices =
            stated == defaultName
            ? []
            : [
                "\(name): \"default_prompt_name\" is \"\(stated ?? "")\", which is none of its prompts; texts are as they are sent"
            ]
    }
}

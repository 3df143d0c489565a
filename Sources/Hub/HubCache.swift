private import Glibc
import JSON

/// The directory of models that all tools of the Hub share: contents under their hashes, and for each commit a tree of links to them.
struct HubCache {
    let root: String
    let reference: HubReference
    /// The directory of the model.
    let folder: String
    private let name: String

    init(_ root: String, _ reference: HubReference) {
        self.root = root
        self.reference = reference
        name = "models--" + reference.repository.replacing("/", with: "--")
        folder = "\(root)/\(name)"
    }

    /// The commit that the revision was when it was last asked for; nil when it never was.
    var commit: String? {
        if reference.isCommit { return reference.revision }
        guard let text = Files.text("\(folder)/refs/\(reference.revision)") else { return nil }
        let commit = text.filter { !$0.isWhitespace }
        return HubReference.isCommit(commit) ? commit : nil
    }

    func snapshot(_ commit: String) -> String { "\(folder)/snapshots/\(commit)" }
    func path(of file: RepositoryFile, in commit: String) -> String { "\(snapshot(commit))/\(file.path)" }
    func blob(_ file: RepositoryFile) -> String { "\(folder)/blobs/\(file.content.text)" }
    func partialBlob(_ file: RepositoryFile) -> String { blob(file) + ".incomplete" }
    func lock(_ file: RepositoryFile) -> String { "\(root)/.locks/\(name)/\(file.content.text).lock" }

    func hasBlob(_ file: RepositoryFile) -> Bool { Files.size(blob(file)) == file.size }
    func has(_ file: RepositoryFile, in commit: String) -> Bool { Files.size(path(of: file, in: commit)) == file.size }

    /// Bytes of a file that are there already.
    func bytes(of file: RepositoryFile, in commit: String) -> Int {
        if has(file, in: commit) || hasBlob(file) { return file.size }
        return min(Files.size(partialBlob(file)) ?? 0, file.size)
    }

    func prepare() throws(HubError) {
        try Files.makeDirectory("\(folder)/blobs")
        // Backups leave out what has this file; without it nothing is lost.
        let tag = "\(root)/CACHEDIR.TAG"
        if Files.size(tag) == nil { try? Files.write(Self.tagText, to: tag) }
    }

    private static let tagText = """
        Signature: 8a477f597d28d172789f06886806bc55
        # This file is a cache directory tag (https://bford.info/cachedir/) of models of the Hugging Face Hub.

        """

    /// Puts a content that is there under its name.
    func link(_ file: RepositoryFile, in commit: String) throws(HubError) {
        let up = String(repeating: "../", count: file.path.split(separator: "/").count + 1)
        try Files.link("\(up)blobs/\(file.content.text)", at: path(of: file, in: commit))
    }

    /// Remembers what the revision is.
    func write(commit: String) throws(HubError) {
        guard !reference.isCommit, self.commit != commit else { return }
        try Files.write(commit, to: "\(folder)/refs/\(reference.revision)")
    }

    /// What keeps a snapshot from being a whole model; nil: nothing.
    func lack(of commit: String) -> String? {
        let snapshot = snapshot(commit)
        guard Files.isDirectory(snapshot) else { return "nothing of it is there" }
        let present = Files.paths(below: snapshot)
        // Of the repository, where there is a list of it; else only what is there can say what is missing.
        let choice = FileChoice(from: listing(commit) ?? present) {
            present.contains($0) ? Self.document("\(snapshot)/\($0)") : nil
        }
        if let missing = (choice.small + choice.weights).first(where: { !present.contains($0) }) {
            return "\(missing) is missing"
        }
        return choice.problem?.missing
    }

    /// Whether there is a list of the repository's files, so that what is missing is known.
    func isListed(_ commit: String) -> Bool { listing(commit) != nil }

    /// The list of a commit's files that huggingface_hub keeps, or heed; nil when there is neither.
    private func listing(_ commit: String) -> Set<String>? {
        for path in ["\(folder)/trees/\(commit).json", list(commit)] {
            if let files = Self.document(path)?.root["files"]?.members { return Set(files.map { $0.key }) }
        }
        return nil
    }

    /// Heed's own, in the form of huggingface_hub's, which would take it for what a snapshot must have.
    private func list(_ commit: String) -> String { "\(folder)/.heed/\(commit).json" }

    /// Remembers all files of a commit.
    func write(_ files: [RepositoryFile], of commit: String) throws(HubError) {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("files")
            writer.object { writer in
                for file in files {
                    writer.key(file.path)
                    writer.object { $0.field("size", file.size) }
                }
            }
        }
        try Files.write(String(decoding: writer.finish().copyOfBytes(), as: UTF8.self), to: list(commit))
    }

    static func document(_ path: String) -> JSONDocument? {
        guard let size = Files.size(path), size <= 64 << 20 else { return nil }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: size)
        var done = 0
        while done < size {
            let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress.map { $0 + done }, size - done) }
            guard count > 0 else { return nil }
            done += count
        }
        return bytes.withUnsafeBytes { try? JSONDocument(parsingFile: $0) }
    }
}

import JSON
import TestSupport
import Testing

@testable import Hub

struct NamesTests {
    @Test(arguments: [
        ("Helsinki-NLP/opus-mt-en-fr", "Helsinki-NLP/opus-mt-en-fr", "main"), ("t5-small", "t5-small", "main"),
        ("a/b@v1.0", "a/b", "v1.0"), ("a/b@refs/pr/1", "a/b", "refs/pr/1"), ("a_b/c.d@x", "a_b/c.d", "x"),
    ])
    func referencesAreRead(text: String, repository: String, revision: String) throws {
        let reference = try HubReference(parsing: text)
        #expect(reference.repository == repository && reference.revision == revision)
    }

    @Test(arguments: [
        ("/c/hub/models--a--b-c/snapshots/\(commit)", "a/b-c"), ("models--t5-small/snapshots/\(commit)/", "t5-small"),
        ("/c/models--a--b/snapshots/main", nil), ("/c/models--a--b/blobs/\(commit)", nil),
        ("/c/a/snapshots/\(commit)", nil),
        ("/c/models--a--b--c/snapshots/\(commit)", nil), ("/\(commit)", nil),
        ("/c/models--a--b/snapshots/\(commit)/1_Pooling", nil),
    ])
    func snapshotsAreNamed(path: String, repository: String?) {
        let reference = HubReference(snapshot: path)
        #expect(reference?.repository == repository)
        #expect(reference.map { $0.revision == Self.commit } ?? true)
    }

    private static let commit = String(repeating: "0a", count: 20)

    @Test(arguments: [
        "", "@", "a/", "/a", "a/b/c", "a//b", "../b", "a/..", "a/.b", "a/-b", "a/b-", "a--b/c", "a/b.git", "a/b c",
        "é/b",
        "a/b@", "a/b@../x", "a/b@/x", "a/b@x/", "a/b@x y", "a/b@.x", "a/b@x@y", "a/b@x\u{0}", "a/b@x.lock",
    ])
    func otherReferencesAreRefused(text: String) {
        #expect(throws: HubError.self) { try HubReference(parsing: text) }
    }

    @Test(arguments: [
        (["HOME": "/h"], "/h/.cache/huggingface/hub"), (["HOME": "/h", "XDG_CACHE_HOME": "/x"], "/x/huggingface/hub"),
        (["HF_HOME": "/m"], "/m/hub"), (["HF_HOME": "~/m", "HOME": "/h"], "/h/m/hub"),
        (["HF_HOME": "/m", "HF_HUB_CACHE": "/c"], "/c"), (["HF_HUB_CACHE": "", "HF_HOME": "/m"], "/m/hub"),
        (["HUGGINGFACE_HUB_CACHE": "/old"], "/old"),
    ])
    func cacheIsWhereTheVariablesSay(environment: [String: String], cache: String) throws {
        #expect(try HubSettings(environment: environment).cache == cache)
    }

    @Test func variablesAreHeeded() throws {
        let directory = try TemporaryDirectory()
        try directory.write("token", " hf_file\n")
        var settings = try HubSettings(environment: ["HF_HOME": directory.path, "HF_ENDPOINT": "https://hub.example/"])
        #expect(settings.token?.text == "hf_file" && settings.endpoint == "https://hub.example" && !settings.isOffline)
        settings = try HubSettings(environment: [
            "HF_HOME": directory.path, "HF_TOKEN": "hf_env", "HF_HUB_OFFLINE": "1",
        ])
        #expect(settings.token?.text == "hf_env" && settings.isOffline)
        #expect(!"\(settings)".contains("hf_env"))
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(!dumped.contains("hf_env"))
    }

    @Test(arguments: [
        [:], ["HF_HOME": "/m", "HF_ENDPOINT": "hub"], ["HF_HOME": "/m", "HF_ENDPOINT": "ftp://hub"],
        ["HF_HOME": "/m", "HF_TOKEN": "a\r\nX-Other: b"],
    ])
    func unusableVariablesAreRefused(environment: [String: String]) {
        #expect(throws: HubError.self) { try HubSettings(environment: environment) }
    }

    @Test func originsAreSchemeHostAndPort() {
        #expect(Origin(of: "https://a.example/x") == Origin(of: "HTTPS://A.example:443/y?z"))
        #expect(Origin(of: "https://a.example") != Origin(of: "http://a.example"))
        #expect(Origin(of: "https://a.example") != Origin(of: "https://a.example:8443"))
        #expect(Origin(of: "https://a.example") != Origin(of: "https://a.example.evil"))
        #expect(Origin(of: "https://a.example") != Origin(of: "https://a.example@evil"))
        #expect(Origin(of: "file:///etc/passwd") == nil && Origin(of: "x") == nil)
    }

    @Test func hashesAreTheHubs() {
        let abc = TestRepository.File(Array("abc".utf8), isLarge: true)
        #expect(abc.content.text == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(TestRepository.File("hello\n").content.text == "ce013625030ba8dba906f756967f9e9ca394464a")
    }

    @Test(arguments: [
        (0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (310_000_000, "310 MB"), (9_960_000, "9.9 MB"),
        (1_200_000_000, "1.2 GB"),
    ])
    func bytesAreReadable(bytes: Int, text: String) { #expect("\(ByteCount(bytes))" == text) }

    @Test(arguments: [
        (#"model.safetensors"#, 5, true), (#"1_Pooling/config.json"#, 0, true), (#"../x"#, 5, false),
        (#"a//b"#, 5, false), (#"a\u001b[31mb"#, 5, false), (#"a\nb"#, 5, false), (#"a\u0000b"#, 5, false),
        (#"a\u009bb"#, 5, false), ("a", -1, false), ("a", 1 << 50, false),
    ])
    func filesThatAreListed(path: String, size: Int, isTaken: Bool) throws {
        let hash = String(repeating: "0a", count: 20)
        let entry = try JSONDocument(
            parsing: #"{"type": "file", "path": "\#(path)", "size": \#(size), "oid": "\#(hash)"}"#)
        let file = try? RepositoryFile(entry.root, url: "http://hub/tree")
        #expect((file != nil) == isTaken)
    }

    @Test(arguments: [
        ("http://127.0.0.1:80/", true), ("http://127.9.9.9/", true), ("http://localhost/", true),
        ("http://[::1]/", true),
        ("http://127.example.com/", false), ("http://127.0.0.1.example.com/", false), ("http://10.0.0.1/", false),
    ])
    func thisMachine(url: String, isLocal: Bool) { #expect(Origin(of: url)?.isLocal == isLocal) }

    @Test func nextPages() {
        #expect(HubClient.nextPage("<https://a/b?c=1>; rel=\"next\"") == "https://a/b?c=1")
        #expect(HubClient.nextPage("<https://a/b>; rel=\"prev\", <https://a/c>; rel=\"next\"") == "https://a/c")
        #expect(HubClient.nextPage("nothing") == nil && HubClient.nextPage(">x<; rel=\"next\"") == nil)
    }
}

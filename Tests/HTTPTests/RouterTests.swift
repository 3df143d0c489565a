import HTTP
import Testing

private func body(_ response: consuming Response) -> String {
    String(decoding: response.body.copyOfBytes(), as: UTF8.self)
}

private func allowed(_ response: borrowing Response) -> String? { response.headers.first { $0.name == "Allow" }?.value }

@Suite struct RouterTests {
    private let router = HTTPTests.router(
        Route(.get, "/models") { _ in text("all") },
        Route(.get, "/models/{name}") { text($0.parameters["name"] ?? "none") },
        Route(.post, "/models") { _ in text("made", status: 201) },
        Route(.get, "/models/default") { _ in text("the default") },
        Route(.delete, "/models/{id}") { text("deleted \($0.parameters["id"] ?? "nothing")") })

    @Test func methodAndPathChooseTheHandler() async {
        #expect(body(await router.respond(to: Request(method: .get, path: "/models"))) == "all")
        #expect(await router.respond(to: Request(method: .post, path: "/models")).status == 201)
    }

    @Test func literalSegmentGoesBeforeParameter() async {
        #expect(body(await router.respond(to: Request(method: .get, path: "/models/default"))) == "the default")
        #expect(body(await router.respond(to: Request(method: .get, path: "/models/other"))) == "other")
    }

    @Test func eachRouteNamesItsOwnParameters() async {
        #expect(body(await router.respond(to: Request(method: .delete, path: "/models/a"))) == "deleted a")
    }

    @Test(arguments: [
        ("/models/a%2Fb", "a/b"), ("/models/%e2%82%ac", "€"), ("/models/€", "€"), ("/models/a+b", "a+b"),
        ("/models/a%3Fb?c=d", "a?b"), ("http://host:80/models/x", "x"),
    ])
    func segmentsAreDecodedOneByOne(path: String, name: String) async {
        #expect(body(await router.respond(to: Request(method: .get, path: path))) == name)
    }

    @Test(arguments: [
        "/models/%", "/models/%2", "/models/%zz", "/models/%ff", "/models/%00x", "/models/%0a", "models", "",
    ])
    func pathThatCannotBeDecodedIsMalformed(path: String) async {
        #expect(await router.respond(to: Request(method: .get, path: path)).status == 400)
    }

    @Test(arguments: ["/models/", "/models/a/b", "/Models", "//models", "/", "/models/a/"])
    func otherPathsAreNotFound(path: String) async {
        #expect(await router.respond(to: Request(method: .get, path: path)).status == 404)
    }

    @Test func queryIsNoPartOfThePath() async {
        let request = Request(method: .get, path: "/models?layer=1&x=/y")
        #expect(request.path == "/models")
        #expect(request.query == "layer=1&x=/y")
        #expect(await router.respond(to: request).status == 200)
    }

    @Test func headIsAnsweredByTheHandlerOfGet() async {
        #expect(body(await router.respond(to: Request(method: .head, path: "/models"))) == "all")
    }

    @Test func methodThatIsNotThereListsThoseThatAre() async {
        let response = await router.respond(to: Request(method: .put, path: "/models"))
        #expect(response.status == 405)
        #expect(allowed(response) == "GET, HEAD, POST, OPTIONS")
    }

    @Test func optionsListsTheMethods() async {
        let response = await router.respond(to: Request(method: .options, path: "/models/a"))
        #expect(response.status == 204)
        #expect(allowed(response) == "GET, HEAD, DELETE, OPTIONS")
        #expect(await router.respond(to: Request(method: .options, path: "/nothing")).status == 404)
        #expect(await router.respond(to: Request(method: .options, path: "*")).status == 204)
    }

    @Test func headersAreFoundInAnyCase() {
        let request = Request(method: .get, path: "/", headers: ["Content-Type": "text/plain"])
        #expect(request.header("content-TYPE") == "text/plain")
        #expect(request.header("content") == nil)
    }
}

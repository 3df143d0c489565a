import Foundation
import HTTP
import JSON
import TestSupport
import Testing

@testable import Service

/// The page for browsers: its files, what they may do, and the setting that turns it off.
struct ViewerTests {
    private static let service = Result { try TestService([("ids", .ids)]) }

    private func reply(
        _ path: String, method: Request.Method = .get, headers: [String: String] = [:],
        of service: TestService? = nil
    ) async throws -> Response {
        let router = try (service ?? Self.service.get()).application.router
        return await router.respond(to: Request(method: method, path: path, headers: headers))
    }

    @Test func rootIsThePage() async throws {
        let response = try await reply("/")
        #expect(response.status == 200)
        #expect(response.header("Content-Type") == "text/html; charset=utf-8")
        #expect(response.header("X-Content-Type-Options") == "nosniff")
        #expect(response.header("Cache-Control") == "no-cache")
        let text = String(decoding: response.body.copyOfBytes(), as: UTF8.self)
        #expect(text.hasPrefix("<!doctype html>"))
    }

    @Test func everyFileOfTheFolderIsServedAsItIs() async throws {
        let mediaTypes = ["html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"]
        let names = try FileManager.default.contentsOfDirectory(atPath: Fixtures.path("../../Sources/CViewer/page"))
        #expect(names.sorted() == ViewerFile.all.map(\.name).sorted())
        for name in names {
            let response = try await reply("/viewer/\(name)")
            #expect(response.status == 200, "\(name)")
            let expected = try #require(mediaTypes[String(name.split(separator: ".").last ?? "")])
            #expect(response.header("Content-Type")?.hasPrefix(expected) == true, "\(name)")
            let text = String(decoding: response.body.copyOfBytes(), as: UTF8.self)
            #expect(text == (try Fixtures.repositoryText("Sources/CViewer/page/\(name)")), "\(name)")
        }
    }

    @Test func thePageMayDoNothingThatItsPolicyDoesNotName() async throws {
        for file in ViewerFile.all {
            let policy = try #require(try await reply("/viewer/\(file.name)").header("Content-Security-Policy"))
            #expect(policy.hasPrefix("default-src 'none'; script-src 'self';"))
            for danger in ["unsafe", "http", "*"] { #expect(!policy.contains(danger)) }
        }
    }

    /// What the policy would block in the browser, or what a machine without a network would lack.
    @Test func filesNameNobodyElseAndHoldNoCodeInAttributes() throws {
        for file in ViewerFile.all {
            let text = String(decoding: file.bytes, as: UTF8.self)
            for line in text.split(separator: "\n") where line.contains("://") {
                #expect(line.contains("http://www.w3.org/"), "\(file.name): \(line)")
            }
        }
        let page = String(decoding: ViewerFile.index.bytes, as: UTF8.self)
        for danger in [" style=", " onclick=", "<style", "javascript:"] { #expect(!page.contains(danger)) }
    }

    @Test func bytesOfThePageStaySmall() {
        #expect(ViewerFile.all.map(\.bytes.count).reduce(0, +) <= 200_000)
    }

    @Test(arguments: ["/viewer/nope.js", "/viewer/..", "/viewer/a%2Fb", "/viewer/", "/viewer"])
    func otherPathsAreNotFound(path: String) async throws {
        let response = try await reply(path)
        #expect(response.status == 404)
        let body = response.body.copyOfBytes()
        #expect(try ErrorSeen(status: 404, body: JSONDocument(parsing: body).root).code == "route_not_found")
    }

    @Test func headHasTheLengthOfThePage() async throws {
        let response = try await reply("/", method: .head)
        #expect(response.status == 200)
        #expect(response.body.count == ViewerFile.index.bytes.count)
    }

    @Test func aBrowserThatHasAFileGetsItOnce() async throws {
        let tag = try #require(try await reply("/viewer/main.js").header("ETag"))
        let strong = String(tag.dropFirst(2))
        for known in [tag, strong, "\"x\", \(tag)", "*", "\(strong) ,W/\"y\""] {
            let response = try await reply("/viewer/main.js", headers: ["If-None-Match": known])
            #expect(response.status == 304, "\(known)")
            #expect(response.body.count == 0)
            #expect(response.header("ETag") == tag)
        }
        for other in ["\"x\"", "", "W/", "W/\"\"", ","] {
            #expect(try await reply("/viewer/main.js", headers: ["If-None-Match": other]).status == 200, "\(other)")
        }
        #expect(try await reply("/viewer/style.css").header("ETag") != tag)
    }

    @Test func theSettingTurnsItOff() async throws {
        let service = try TestService([("ids", .ids)]) { $0.viewer = false }
        for path in ["/", "/viewer/main.js"] {
            #expect(try await reply(path, of: service).status == 404)
        }
        #expect(try await reply("/models", of: service).status == 200)
    }

    @Test func settingIsReadFromEachPlace() throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write("heed.json", #"{"viewer": false}"#)
        #expect(try !ConfigurationLoader(environment: [:], filePath: file).load().viewer)
        #expect(try ConfigurationLoader(environment: ["HEED_VIEWER": "true"], filePath: file).load().viewer)
        #expect(try !ConfigurationLoader(environment: ["HEED_VIEWER": "false"]).load().viewer)
        #expect(try !ConfigurationLoader(flags: ["viewer": .boolean(false)], environment: [:]).load().viewer)
        for bad in [#"{"viewer": 0}"#, #"{"viewer": "false"}"#, #"{"viewer": null}"#] {
            let path = try directory.write("bad.json", bad)
            let error = #expect(throws: ConfigurationError.self) {
                try ConfigurationLoader(environment: [:], filePath: path).load()
            }
            #expect(error?.description.contains("true or false") == true)
        }
        let error = #expect(throws: ConfigurationError.self) {
            try ConfigurationLoader(environment: ["HEED_VIEWER": "perhaps"]).load()
        }
        #expect(error?.description.contains("HEED_VIEWER") == true)
    }

    @Test func thePageNeedsNoKeyAndTheAPIDoes() async throws {
        let directory = try TemporaryDirectory()
        let keys = try directory.write("keys", "key-of-the-viewer-tests\n")
        let service = try TestService([("ids", .ids)]) {
            $0.server.port = 0
            $0.access.apiKeysFile = keys
        }
        let server = try service.application.listen()
        defer { _ = server }
        for path in ["/", "/viewer/main.js"] { #expect(try await reply(path, of: service).status == 200) }
        for path in ["/models", "/nope"] { #expect(try await reply(path, of: service).status == 401) }
    }
}

extension Response {
    fileprivate borrowing func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

private import CViewer
import HTTP
import JSON

extension Endpoint {
    /// The page that shows attention in a browser. It uses the API as any client could.
    static let page = Endpoint(
        method: .get, pattern: "/", summary: "A page that shows what models attend to; 404 without the setting viewer.",
        access: .open, reply: .files(mediaTypes: [ViewerFile.index.mediaType]), errors: [.notFound]
    ) { (context, request) throws(ServiceError) in
        guard context.configuration.viewer else { throw .routeNotFound(path: request.path) }
        return ViewerFile.index.response(to: request)
    }

    static let pageFile = Endpoint(
        method: .get, pattern: "/viewer/{file}", summary: "A file of the page.", access: .open,
        reply: .files(mediaTypes: ViewerFile.mediaTypes), errors: [.notFound]
    ) { (context, request) throws(ServiceError) in
        guard context.configuration.viewer, let file = ViewerFile.named(request.parameters["file"] ?? "") else {
            throw .routeNotFound(path: request.path)
        }
        return file.response(to: request)
    }
}

/// A file of the page, in the executable.
struct ViewerFile: Sendable {
    let name: String
    let mediaType: String
    let bytes: [UInt8]
    /// Weak, since a reply may be compressed.
    let entityTag: String

    static let all: [ViewerFile] = (0..<heed_viewer_file_count()).compactMap { index in
        heed_viewer_file_at(index).map { ViewerFile($0.pointee) }
    }
    static let index = all[0]
    /// Each once.
    static let mediaTypes: [String] = Set(all.map(\.mediaType)).sorted()

    static func named(_ name: String) -> ViewerFile? { all.first { $0.name == name } }

    private init(_ file: heed_viewer_file) {
        name = String(cString: file.name)
        mediaType = String(cString: file.media_type)
        bytes = Array(UnsafeBufferPointer(start: file.bytes, count: file.size))
        entityTag = "W/\"\(String(Self.hash(of: bytes), radix: 16))\""
    }

    /// FNV-1a (https://datatracker.ietf.org/doc/html/draft-eastlake-fnv): of what we ship ourselves, so that nobody looks for collisions.
    private static func hash(of bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    /// The page asks nobody but this server, and runs nothing but its own files. What it saves (`blob:`) are pictures.
    private static let contentSecurityPolicy = """
        default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; \
        base-uri 'none'; form-action 'none'; frame-ancestors 'none'
        """

    /// The file; 304 to a browser that has it.
    func response(to request: Request) -> Response {
        let headers = [
            ("ETag", entityTag),
            // A browser asks each time, so that a newer server's page is never a mixture.
            ("Cache-Control", "no-cache"),
            ("Content-Security-Policy", Self.contentSecurityPolicy),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
        ]
        if let known = request.header("if-none-match"), Self.matches(known, entityTag) {
            return Response(status: 304, headers: headers, body: OutputBuffer(capacity: 1))
        }
        var body = OutputBuffer(capacity: bytes.count)
        bytes.withUnsafeBytes { body.append(contentsOf: $0) }
        return Response(headers: [("Content-Type", mediaType)] + headers, body: body)
    }

    /// `If-None-Match` by weak comparison (RFC 9110, 13.1.2). None of our tags has a comma.
    private static func matches(_ header: String, _ entityTag: String) -> Bool {
        let opaque = entityTag.dropFirst("W/".count)
        return header.split(separator: ",").contains { candidate in
            let tag = candidate.drop { $0 == " " }
            let isWeak = tag.hasPrefix("W/")
            let end = tag.lastIndex { $0 != " " }.map(tag.index(after:)) ?? tag.endIndex
            return tag == "*" || tag[..<end].dropFirst(isWeak ? 2 : 0) == opaque
        }
    }
}

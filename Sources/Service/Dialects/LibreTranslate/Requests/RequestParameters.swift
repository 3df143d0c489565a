import HTTP
import JSON

/// What a request says in one of LibreTranslate's ways: JSON, a form, the query, or the last two together.
enum RequestParameters {
    fileprivate static let formType = "application/x-www-form-urlencoded"

    /// As one JSON object. What the body says goes before what the query says.
    static func json(of request: Request) throws(ServiceError) -> JSONValue {
        let query = try request.query.map { (query) throws(ServiceError) in try pairs(query.utf8) } ?? []
        guard request.isJSON else {
            return try object(of: try pairs(request.body), then: query)
        }
        let body = try request.json()
        guard let members = body.members, !query.isEmpty else { return body }
        return try object(members, then: query)
    }

    /// The key that a request carries among its parameters; nil: none that can be read.
    static func apiKey(of request: Request) -> String? {
        (try? json(of: request))?[CommonTranslateFields.apiKey.name]?.string
    }

    private typealias Pair = (name: String, value: String)

    /// `a=1&b=two+words` (WHATWG URL, 5.1).
    private static func pairs(_ text: some Collection<UInt8>) throws(ServiceError) -> [Pair] {
        var pairs: [Pair] = []
        for part in text.split(separator: UInt8(ascii: "&")) {
            let halves = part.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = decoded(halves[0]), let value = halves.count > 1 ? decoded(halves[1]) : "" else {
                throw .invalid(
                    param: nil,
                    message:
                        "The form is not what \(formType) is: a percent sign has no two hexadecimal digits behind it, or what "
                        + "comes out is not UTF-8. JSON is read here, too.")
            }
            pairs.append((name, value))
        }
        return pairs
    }

    private static func decoded(_ text: some Collection<UInt8>) -> String? {
        var bytes: [UInt8] = []
        var rest = text.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(hexDigit), let low = rest.next().flatMap(hexDigit) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// A name that is given several times is a list.
    private static func object(of body: [Pair], then query: [Pair]) throws(ServiceError) -> JSONValue {
        try document { writer in
            writer.members(of: body, without: [])
            writer.members(of: query, without: Set(body.map(\.name)))
        }
    }

    private static func object(_ members: JSONMembers, then query: [Pair]) throws(ServiceError) -> JSONValue {
        try document { writer in
            for (name, value) in members {
                writer.key(name)
                writer.value(value)
            }
            writer.members(of: query, without: Set(members.map(\.key)))
        }
    }

    private static func document(_ write: (inout JSONWriter) -> Void) throws(ServiceError) -> JSONValue {
        var writer = JSONWriter()
        writer.object(write)
        let bytes = writer.finish().copyOfBytes()
        try bytes.span.withUnsafeBytes { bytes throws(ServiceError) in try JSONCensus(of: bytes).check() }
        do {
            return try JSONDocument(parsing: bytes).root
        } catch {
            // A name with a zero in it, which is none of ours.
            throw .invalid(param: nil, message: "The name of a parameter cannot be read: \(error)")
        }
    }
}

extension JSONWriter {
    fileprivate mutating func members(of pairs: [(name: String, value: String)], without left: Set<String>) {
        var names: [String] = []
        var values: [String: [String]] = [:]
        for (name, value) in pairs where !left.contains(name) {
            if values[name] == nil { names.append(name) }
            values[name, default: []].append(value)
        }
        for name in names {
            key(name)
            let own = values[name] ?? []
            if own.count == 1 { value(own[0]) } else { array { writer in for value in own { writer.value(value) } } }
        }
    }
}

extension Request {
    /// JSON begins with a brace, which no form of ours does; so `curl -d '{…}'` works, which says that it sends a form.
    fileprivate var isJSON: Bool {
        guard let first = body.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else { return false }
        let type = header("content-type")?.prefix { $0 != ";" }.lowercased() ?? ""
        return first == UInt8(ascii: "{") || type != RequestParameters.formType
    }
}

import HTTP

/// What LibreTranslate's own servers have only where it is turned on.
extension Endpoint {
    static let suggest = turnedOff("/suggest", "Suggestions are not taken on this server.")
    static let translateFile = turnedOff(
        "/translate_file", "Files are not translated on this server. Send their text to /translate.")

    private static func turnedOff(_ pattern: String, _ sentence: String) -> Endpoint {
        Endpoint(
            method: .post, pattern: pattern, summary: "Always a 403: \(sentence)", reply: .anyObject,
            errors: [.forbidden]
        ) { (_, _) throws(ServiceError) in throw .notOffered(sentence) }
    }
}

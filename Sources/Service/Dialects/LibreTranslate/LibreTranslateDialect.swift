import Tasks

extension Dialect {
    /// LibreTranslate's: translations by languages, whichever models they take.
    static let libreTranslate = Dialect(
        name: "libretranslate",
        prefixes: ["/translate", "/languages", "/detect", "/frontend", "/suggest", "/translate_file"],
        endpoints: [.translate, .languages, .detect, .frontendSettings, .suggest, .translateFile],
        field: { $0.field }, advice: { _ in nil },
        errors: ErrorShape(
            name: "LibreTranslateError", writer: .libreTranslateError,
            status: { (status, _) in
                switch status {
                case 401: 403
                case 422: 400
                default: status
                }
            }))
}

extension Place.Part {
    fileprivate var field: String? {
        switch self {
        case .input: TranslateRequest.Fields.text.name
        case .sourceLanguage: TranslateRequest.Fields.source.name
        case .targetLanguage: TranslateRequest.Fields.target.name
        default: nil
        }
    }
}

extension ValueWriter<ErrorReply> {
    fileprivate static let libreTranslateError: ValueWriter = .object([
        ReplyField("error", .string) { error in
            error.code == "missing_api_key"
                ? "An API key is needed: send it as api_key, or as Authorization: Bearer KEY." : error.message
        }
    ])
}

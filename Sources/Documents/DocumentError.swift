package enum DocumentError: Error, Equatable {
    /// The system's ICU library has no data for sentences.
    case noSentenceData
    /// A text is longer than can be addressed.
    case tooLong(bytes: Int)
}

extension DocumentError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noSentenceData: "the ICU library has no rules for sentences: its data (libicudata) is missing"
        case .tooLong(let bytes): "a document of \(bytes) bytes is longer than 2147483647"
        }
    }
}

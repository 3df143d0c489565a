private import COniguruma

/// A regular expression in Oniguruma's syntax, the engine that the reference tokenizers use.
final class RegularExpression: @unchecked Sendable {  // Immutable once compiled; Oniguruma searches from any thread.
    private let handle: OnigRegex

    /// Throws the engine's message.
    init(_ pattern: String) throws(InvalidExpression) {
        _ = Self.isReady
        var handle: OnigRegex?
        var information = OnigErrorInfo()
        let bytes = Array(pattern.utf8)
        let status = bytes.withUnsafeBufferPointer { bytes in
            // An array without elements may have no address.
            guard let start = bytes.baseAddress else { return ONIGERR_INVALID_ARGUMENT }
            return heed_oniguruma_new(&handle, start, start + bytes.count, &information)
        }
        guard status == ONIG_NORMAL, let handle else {
            throw InvalidExpression(message: Self.message(status, &information))
        }
        self.handle = handle
    }

    deinit { onig_free(handle) }

    /// Leftmost matches that do not overlap, in bytes. Where the engine gives up, for it would take too long, nothing matches any more.
    func matches(in text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
        guard let start = text.baseAddress, let region = onig_region_new() else { return [] }
        defer { onig_region_free(region, 1) }
        let end = start + text.count
        var found: [Range<Int>] = []
        var position = 0
        var lastEnd: Int?
        while position <= text.count {
            let status = onig_search(handle, start, end, start + position, end, region, ONIG_OPTION_NONE)
            guard status >= 0 else { break }
            let match = Int(region.pointee.beg[0])..<Int(region.pointee.end[0])
            if match.isEmpty {
                position = match.upperBound + scalarWidth(in: text, at: match.upperBound)
                // An empty match right after another one is none.
                if match.upperBound == lastEnd { continue }
            } else {
                position = match.upperBound
            }
            lastEnd = match.upperBound
            found.append(match)
        }
        return found
    }

    private func scalarWidth(in text: UnsafeBufferPointer<UInt8>, at position: Int) -> Int {
        position < text.count ? UTF8Scalars.width(firstByte: text[position]) : 1
    }

    private static func message(_ status: CInt, _ information: inout OnigErrorInfo) -> String {
        var text = [UInt8](repeating: 0, count: Int(ONIG_MAX_ERROR_MESSAGE_LEN))
        let count = heed_oniguruma_message(&text, status, &information)
        return String(decoding: text.prefix(max(0, Int(count))), as: UTF8.self)
    }

    private static let isReady: Bool = heed_oniguruma_initialize() == ONIG_NORMAL
}

/// Why a pattern cannot be compiled.
struct InvalidExpression: Error {
    let message: String
}

/// `ByT5Tokenizer`: every byte of UTF-8 is a token, after three special ones. There is no vocabulary file.
///
/// transformers has no pipeline for it; added tokens are found as in its tokenizers that are written in Python.
struct ByT5Tokenizer: Tokenizer {
    /// What stands before the bytes: padding, end, unknown.
    private static let byteOffset: Int32 = 3
    private static let byteLimit: Int32 = byteOffset + 256

    private let addedTokens: AddedTokens
    private let end: AddedTokens.Entry
    private let idLimit: Int
    private let cleansUpSpaces: Bool
    private let splitsSpecialTokens: Bool
    let truncationSide: TruncationSide

    init(_ settings: TokenizerSettings, modelSize: Int) throws(TokenizerError) {
        let tokens = try ByT5Tokens(settings, byteIDs: Self.byteOffset..<Self.byteLimit)
        addedTokens = AddedTokens(tokens.entries)
        guard let end = tokens.end else {
            throw .malformed(file: TokenizerSettings.fileName, reason: "eos_token is empty")
        }
        self.end = end
        idLimit = max(Int(Self.byteLimit), addedTokens.idLimit, modelSize)
        cleansUpSpaces = try settings.flag("clean_up_tokenization_spaces", default: false)
        splitsSpecialTokens = try settings.flag("split_special_tokens", default: false)
        truncationSide = settings.truncationSide
    }

    var kind: String { "bytes" }

    func vocabularySize(side: TextSide) -> Int { idLimit }

    func encode(_ text: String, side: TextSide, addingSpecialTokens: Bool) -> [Token] {
        var tokens: [Token] = []
        var text = text
        let scalars = TextScalars(text)
        text.withUTF8 { bytes in
            let all = bytes.isEmpty ? [] : [AddedTokens.Segment.text(0..<bytes.count)]
            for segment in splitsSpecialTokens ? all : addedTokens.split(bytes) {
                switch segment {
                case .token(let entry, let range):
                    tokens.append(
                        Token(
                            id: entry.id, text: String(decoding: entry.literal, as: UTF8.self),
                            range: scalars.range(ofBytes: range), isSpecial: entry.isSpecial))
                case .text(let range):
                    for position in range {
                        let id = Self.byteOffset + Int32(bytes[position])
                        // The end of a character is in it, too.
                        let range = scalars.range(ofBytes: position..<position + 1)
                        tokens.append(
                            Token(
                                id: id, text: Self.display(of: bytes[position]),
                                range: range.isEmpty ? range.lowerBound..<range.lowerBound + 1 : range,
                                isSpecial: false))
                    }
                }
            }
        }
        // One that the text ends with is not repeated.
        if addingSpecialTokens, tokens.last?.id != end.id {
            tokens.append(
                Token(id: end.id, text: String(decoding: end.literal, as: UTF8.self), range: nil, isSpecial: true))
        }
        return tokens
    }

    func decode(_ ids: [Int32], side: TextSide) throws(TokenizerError) -> DecodedText {
        var bytes: [UInt8] = []
        var owners: [Int32] = []
        var tokens: [(id: Int32, text: String, isShown: Bool)] = []
        var isByte: [Bool] = []
        for id in ids {
            let piece = try piece(of: id)
            let text = piece.isByte ? Self.display(of: piece.bytes[0]) : String(decoding: piece.bytes, as: UTF8.self)
            tokens.append((id, text, !piece.isSpecial))
            guard !piece.isSpecial else { continue }
            bytes += piece.bytes
            owners += piece.bytes.map { _ in Int32(isByte.count) }
            isByte.append(piece.isByte)
        }
        let kept = bytes.validUTF8Indices
        var text = OwnedText(kept.map { bytes[$0] }, owners: kept.map { owners[$0] })
        if cleansUpSpaces { text.cleanUpSpaces() }
        var ranges = text.ranges(of: isByte.count, sharing: isByte).makeIterator()
        return DecodedText(
            text: text.string,
            tokens: tokens.map { token in
                Token(
                    id: token.id, text: token.text, range: token.isShown ? ranges.next() : nil,
                    isSpecial: !token.isShown)
            })
    }

    func textStream(side: TextSide) -> any TextStream { ByT5TextStream(self, cleansUpSpaces: cleansUpSpaces) }

    /// What an id stands for. An id that stands for nothing has no bytes.
    func piece(of id: Int32) throws(TokenizerError) -> (bytes: [UInt8], isByte: Bool, isSpecial: Bool) {
        guard id >= 0, Int(id) < idLimit else { throw .unknownID(id, vocabularySize: idLimit) }
        if let entry = addedTokens[id] { return (entry.literal, false, entry.isSpecial) }
        guard (Self.byteOffset..<Self.byteLimit).contains(id) else { return ([], false, false) }
        return ([UInt8(id - Self.byteOffset)], true, false)
    }

    /// A byte that is no character by itself as "<0xC3>".
    private static func display(of byte: UInt8) -> String {
        if (0x20..<0x7F).contains(byte) { return String(Unicode.Scalar(byte)) }
        let digits = String(byte, radix: 16, uppercase: true)
        return "<0x\(digits.count < 2 ? "0" : "")\(digits)>"
    }
}

/// Text of bytes that come one by one: holds back a character that is incomplete, and leaves out what is none.
struct ByT5TextStream: TextStream {
    private let tokenizer: ByT5Tokenizer
    private var held: [UInt8] = []
    private var cleanUp: SpaceCleanUpStream?

    init(_ tokenizer: ByT5Tokenizer, cleansUpSpaces: Bool) {
        self.tokenizer = tokenizer
        cleanUp = cleansUpSpaces ? SpaceCleanUpStream() : nil
    }

    mutating func append(_ id: Int32) throws(TokenizerError) -> String {
        let piece = try tokenizer.piece(of: id)
        guard !piece.isSpecial else { return "" }
        held += piece.bytes
        let certain = Array(held.prefix(held.count - held.incompleteSuffixCount))
        held.removeFirst(certain.count)
        let bytes = certain.validUTF8Indices.map { certain[$0] }
        return String(decoding: cleanUp?.append(bytes) ?? bytes, as: UTF8.self)
    }

    mutating func finish() -> String {
        let bytes = held.validUTF8Indices.map { held[$0] }
        guard cleanUp != nil else { return String(decoding: bytes, as: UTF8.self) }
        let cleaned = (cleanUp?.append(bytes) ?? []) + (cleanUp?.finish() ?? [])
        return String(decoding: cleaned, as: UTF8.self)
    }
}

extension [UInt8] {
    /// Where the bytes of characters are: all but what is not UTF-8, as Python decodes with errors="ignore".
    fileprivate var validUTF8Indices: [Int] {
        var valid: [Int] = []
        valid.reserveCapacity(count)
        var start = 0
        while start < count {
            var decoder = UTF8.ForwardParser()
            var rest = self[start...].makeIterator()
            switch decoder.parseScalar(from: &rest) {
            case .valid(let scalar):
                valid.append(contentsOf: start..<start + scalar.count)
                start += scalar.count
            case .error(let length): start += length
            case .emptyInput: return valid
            }
        }
        return valid
    }
}

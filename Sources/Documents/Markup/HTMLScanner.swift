/// The tokenizer of the HTML standard (section 13.2.5), over bytes: one pass, no recursion, nothing reserialised.
/// What a browser drops (a tag that the text's end cuts) is a token, too.
struct HTMLScanner {
    private let bytes: [UInt8]
    private var position = 0
    /// Open svg and math elements, in which raw text does not exist and CDATA does.
    private var foreignDepth = 0
    private(set) var tokens: [HTMLToken] = []
    /// In order.
    private(set) var attributes: [HTMLAttribute] = []

    /// - bytes: UTF-8.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        scan()
    }

    private mutating func scan() {
        var textStart = 0
        while position < bytes.count {
            guard bytes[position] == UInt8(ascii: "<"), let token = markup() else {
                position += 1
                continue
            }
            add(.text, textStart..<token.range.lowerBound)
            tokens.append(token)
            position = token.range.upperBound
            textStart = position
            if token.kind == .startTag, let end = endOfRawText(behind: token) {
                add(token.name == "title" ? .text : .other, position..<end)
                position = end
                textStart = end
            }
        }
        add(.text, textStart..<bytes.count)
    }

    private mutating func add(_ kind: HTMLToken.Kind, _ range: Range<Int>) {
        if !range.isEmpty { tokens.append(HTMLToken(kind: kind, range: range)) }
    }

    private func byte(_ index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }

    // MARK: Tag open state

    /// The markup that begins at the "<" here; nil where that is text.
    private mutating func markup() -> HTMLToken? {
        let start = position
        switch byte(start + 1) {
        case let letter where isLetter(letter): return tag(.startTag, from: start, name: start + 1)
        case UInt8(ascii: "/"):
            if isLetter(byte(start + 2)) { return tag(.endTag, from: start, name: start + 2) }
            if start + 2 >= bytes.count { return nil }
            return other(start, until: end(of: ">", from: start + 2))
        case UInt8(ascii: "!"): return declaration(from: start)
        case UInt8(ascii: "?"): return other(start, until: end(of: ">", from: start + 2))
        default: return nil
        }
    }

    private func other(_ start: Int, until end: Int?) -> HTMLToken {
        HTMLToken(kind: .other, range: start..<(end ?? bytes.count))
    }

    /// Comments, declarations and CDATA sections.
    private func declaration(from start: Int) -> HTMLToken {
        if has("<!--", at: start) { return other(start, until: endOfComment(from: start + 4)) }
        if foreignDepth > 0, has("<![CDATA[", at: start) { return other(start, until: end(of: "]]>", from: start + 9)) }
        return other(start, until: end(of: ">", from: start + 2))
    }

    private func endOfComment(from start: Int) -> Int? {
        if byte(start) == UInt8(ascii: ">") { return start + 1 }
        if has("->", at: start) { return start + 2 }
        var index = start
        while index + 2 < bytes.count {
            if bytes[index] == UInt8(ascii: "-"), bytes[index + 1] == UInt8(ascii: "-") {
                if bytes[index + 2] == UInt8(ascii: ">") { return index + 3 }
                if has("!>", at: index + 2) { return index + 4 }
            }
            index += 1
        }
        return nil
    }

    private func end(of mark: StaticString, from start: Int) -> Int? {
        var index = start
        while index < bytes.count {
            if has(mark, at: index) { return index + mark.utf8CodeUnitCount }
            index += 1
        }
        return nil
    }

    private func has(_ mark: StaticString, at index: Int) -> Bool {
        guard index + mark.utf8CodeUnitCount <= bytes.count else { return false }
        return mark.withUTF8Buffer { mark in mark.indices.allSatisfy { bytes[index + $0] == mark[$0] } }
    }

    // MARK: Tags

    private mutating func tag(_ kind: HTMLToken.Kind, from start: Int, name nameStart: Int) -> HTMLToken {
        var index = nameStart
        while index < bytes.count, !isWhite(bytes[index]), bytes[index] != UInt8(ascii: "/"),
            bytes[index] != UInt8(ascii: ">")
        {
            index += 1
        }
        var token = HTMLToken(kind: kind, range: start..<start, name: lowercased(nameStart..<index))
        let first = attributes.count
        guard let end = endOfTag(from: index, &token) else {
            attributes.removeSubrange(first...)
            return HTMLToken(kind: .other, range: start..<bytes.count)
        }
        if kind == .endTag { attributes.removeSubrange(first...) }
        token = HTMLToken(
            kind: kind, range: start..<end, name: token.name, isSelfClosing: token.isSelfClosing,
            isUntranslated: token.isUntranslated && kind == .startTag)
        countForeign(token)
        return token
    }

    private mutating func countForeign(_ token: HTMLToken) {
        if token.name == "svg" || token.name == "math" {
            if token.kind == .endTag {
                foreignDepth = max(0, foreignDepth - 1)
            } else if !token.isSelfClosing {
                foreignDepth += 1
            }
        } else if foreignDepth > 0, token.kind == .startTag, HTMLElements.isBlock(token.name), token.name != "title" {
            foreignDepth = 0
        }
    }

    /// Attributes, up to the tag's end. nil when the text ends before.
    private mutating func endOfTag(from start: Int, _ token: inout HTMLToken) -> Int? {
        var index = start
        var seen: Set<String> = []
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: ">") { return index + 1 }
            if byte == UInt8(ascii: "/") {
                if self.byte(index + 1) == UInt8(ascii: ">") {
                    token.isSelfClosing = true
                    return index + 2
                }
                index += 1
            } else if isWhite(byte) {
                index += 1
            } else {
                guard let end = attribute(from: index, &token, &seen) else { return nil }
                index = end
            }
        }
        return nil
    }

    /// One attribute, which begins at `start`. Of two with the same name the first counts.
    private mutating func attribute(from start: Int, _ token: inout HTMLToken, _ seen: inout Set<String>) -> Int? {
        var index = start + 1
        while index < bytes.count, !isWhite(bytes[index]), !isOne(of: "/>=", bytes[index]) { index += 1 }
        let name = start..<index
        let behindName = index
        index = skipWhite(index)
        guard byte(index) == UInt8(ascii: "=") else { return behindName }
        index = skipWhite(index + 1)
        guard index < bytes.count else { return nil }
        if bytes[index] == UInt8(ascii: ">") { return index }
        var value = index..<index
        var quote: UInt8?
        var end = index
        if isOne(of: "\"'", bytes[index]) {
            quote = bytes[index]
            guard let close = bytes[(index + 1)...].firstIndex(of: bytes[index]) else { return nil }
            value = index + 1..<close
            end = close + 1
        } else {
            while end < bytes.count, !isWhite(bytes[end]), bytes[end] != UInt8(ascii: ">") { end += 1 }
            value = index..<end
        }
        note(name, value, quote, &token, &seen)
        return end
    }

    private mutating func note(
        _ name: Range<Int>, _ value: Range<Int>, _ quote: UInt8?, _ token: inout HTMLToken, _ seen: inout Set<String>
    ) {
        guard name.count <= 11 else { return }
        let name = lowercased(name)
        guard ["translate", "alt", "title", "placeholder"].contains(name), seen.insert(name).inserted else { return }
        if name == "translate" {
            token.isUntranslated = value.count == 2 && lowercased(value) == "no"
        } else {
            attributes.append(HTMLAttribute(value: value, quote: quote))
        }
    }

    // MARK: Raw text

    /// Where the contents of script, style, textarea, title and their kin end; nil where tags count.
    private func endOfRawText(behind tag: HTMLToken) -> Int? {
        guard foreignDepth == 0 else { return nil }
        switch tag.name {
        case "plaintext": return bytes.count
        case "script": return endOfScript(from: position)
        case "style", "xmp", "iframe", "noembed", "noframes", "textarea", "title":
            var index = position
            let name = Array(tag.name.utf8)
            while index < bytes.count, !isTag(name, closing: true, at: index) { index += 1 }
            return index
        default: return nil
        }
    }

    /// Within `<!--` a script may have a `<script>` with an end of its own.
    private func endOfScript(from start: Int) -> Int {
        let name = Array("script".utf8)
        var isEscaped = false
        var isDoubleEscaped = false
        var index = start
        while index < bytes.count {
            if isEscaped, has("-->", at: index) {
                (isEscaped, isDoubleEscaped) = (false, false)
            } else if !isEscaped, has("<!--", at: index) {
                isEscaped = true
                index += 1
            } else if isTag(name, closing: true, at: index) {
                if !isDoubleEscaped { return index }
                isDoubleEscaped = false
            } else if isEscaped, isTag(name, closing: false, at: index) {
                isDoubleEscaped = true
            }
            index += 1
        }
        return bytes.count
    }

    private func isTag(_ name: [UInt8], closing: Bool, at index: Int) -> Bool {
        guard bytes[index] == UInt8(ascii: "<"), !closing || byte(index + 1) == UInt8(ascii: "/") else { return false }
        let start = index + (closing ? 2 : 1)
        guard start + name.count < bytes.count else { return false }
        guard name.indices.allSatisfy({ lowercase(bytes[start + $0]) == name[$0] }) else { return false }
        let next = bytes[start + name.count]
        return isWhite(next) || next == UInt8(ascii: "/") || next == UInt8(ascii: ">")
    }

    // MARK: Bytes

    private func skipWhite(_ index: Int) -> Int {
        var index = index
        while index < bytes.count, isWhite(bytes[index]) { index += 1 }
        return index
    }

    private func lowercased(_ range: Range<Int>) -> String {
        String(decoding: bytes[range].map(lowercase), as: UTF8.self)
    }

    private func lowercase(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte + 0x20 : byte }

    private func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    private func isWhite(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0C || byte == 0x0D
    }

    private func isOne(of signs: StaticString, _ byte: UInt8) -> Bool { signs.withUTF8Buffer { $0.contains(byte) } }
}

/// Walks over the tokens of an HTML text and gathers its runs, with one stack of open inline tags.
struct HTMLRuns {
    private let bytes: [UInt8]
    private let scanner: HTMLScanner
    private(set) var runs: [HTMLRun] = []
    /// Values of attributes that people read, outside of what is left alone.
    private(set) var attributes: [HTMLAttribute] = []

    private struct OpenTag {
        let name: String
        let run: Int
        let mark: Int
    }

    private var run = HTMLRun()
    private var open: [OpenTag] = []
    private var openCounts: [String: Int] = [:]
    private var nextAttribute = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        scanner = HTMLScanner(bytes)
        walk()
    }

    private mutating func walk() {
        let tokens = scanner.tokens
        var index = 0
        while index < tokens.count {
            let token = tokens[index]
            index += 1
            switch token.kind {
            case .text: run.append(token.range, of: bytes)
            case .other: add(.isEmpty, token.range)
            case .endTag:
                if HTMLElements.isBlock(token.name) { finish() } else { close(token) }
            case .startTag:
                if !token.isUntranslated { noteAttributes(of: token) }
                if HTMLElements.isUntranslated(token), !HTMLElements.isEmpty(token) {
                    let end = endOfUntranslated(from: index)
                    let range =
                        token.range.lowerBound..<(end > 0 ? tokens[end - 1].range.upperBound : token.range.upperBound)
                    if HTMLElements.isBlock(token.name) {
                        finish()
                    } else {
                        add(.isEmpty, range, hasContents: token.hasVisibleContents)
                    }
                    index = end
                } else if HTMLElements.isBlock(token.name) {
                    finish()
                } else if HTMLElements.isEmpty(token) {
                    add(.isEmpty, token.range)
                } else {
                    open(token)
                }
            }
        }
        finish()
    }

    private mutating func finish() {
        if run.scalars.contains(where: { !$0.isWhite }) {
            runs.append(run)
        } else if run.marks.isEmpty && run.scalars.isEmpty {
            return
        }
        // A tag that is still open belongs to a run that is over.
        run = HTMLRun()
        runNumber += 1
    }

    private var runNumber = 0

    private mutating func add(_ kind: InlineMark.Kind, _ range: Range<Int>, hasContents: Bool = false) {
        run.marks.append(HTMLRun.Mark(kind: kind, range: range, position: run.scalars.count, hasContents: hasContents))
    }

    private mutating func open(_ token: HTMLToken) {
        open.append(OpenTag(name: token.name, run: runNumber, mark: run.marks.count))
        openCounts[token.name, default: 0] += 1
        add(.opens, token.range)
    }

    /// Closes the last open tag of that name, and with it those that were opened behind it.
    private mutating func close(_ token: HTMLToken) {
        add(.closes, token.range)
        guard openCounts[token.name, default: 0] > 0 else { return }
        while let tag = open.popLast() {
            openCounts[tag.name, default: 0] -= 1
            guard tag.name == token.name else { continue }
            if tag.run == runNumber {
                let close = run.marks.count - 1
                run.marks[tag.mark].partner = close
                run.marks[close].partner = tag.mark
            }
            return
        }
    }

    /// The token behind an element whose contents are left alone. One in a line of text ends with its block at the
    /// latest.
    private func endOfUntranslated(from start: Int) -> Int {
        let tokens = scanner.tokens
        let name = tokens[start - 1].name
        let isBlock = HTMLElements.isBlock(name)
        var (depth, blocks) = (1, 0)
        var index = start
        while index < tokens.count {
            let token = tokens[index]
            if token.name == name {
                if token.kind == .endTag {
                    depth -= 1
                    if depth == 0 { return index + 1 }
                } else if !HTMLElements.isEmpty(token) {
                    depth += 1
                }
            } else if !isBlock, !token.name.isEmpty, HTMLElements.isBlock(token.name), !HTMLElements.isEmpty(token) {
                if token.kind == .endTag {
                    if blocks == 0 { return index }
                    blocks -= 1
                } else {
                    blocks += 1
                }
            }
            index += 1
        }
        return index
    }

    private mutating func noteAttributes(of token: HTMLToken) {
        let all = scanner.attributes
        while nextAttribute < all.count, all[nextAttribute].value.lowerBound < token.range.upperBound {
            if token.range.contains(all[nextAttribute].value.lowerBound) { attributes.append(all[nextAttribute]) }
            nextAttribute += 1
        }
    }
}

extension HTMLToken {
    /// A script is nothing to a reader.
    fileprivate var hasVisibleContents: Bool { name != "script" && name != "style" }
}

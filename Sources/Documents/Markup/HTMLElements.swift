/// What elements do to the text around them.
enum HTMLElements {
    private static let blocks: Set<String> = [
        "address", "article", "aside", "audio", "blockquote", "body", "br", "canvas", "caption", "center", "col",
        "colgroup", "dd",
        "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frame",
        "frameset", "h1", "h2",
        "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "iframe", "legend", "li", "link", "listing",
        "main", "menu", "meta",
        "nav", "noembed", "noframes", "noscript", "object", "ol", "optgroup", "option", "p", "plaintext", "pre",
        "search", "section",
        "select", "summary", "table", "tbody", "td", "template", "tfoot", "th", "thead", "title", "tr", "ul", "video",
        "xmp",
    ]

    private static let voids: Set<String> = [
        "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "image", "img", "input", "keygen",
        "link", "meta", "param",
        "source", "track", "wbr",
    ]

    private static let untranslated: Set<String> = [
        "code", "pre", "script", "style", "kbd", "samp", "math", "textarea", "xmp", "iframe", "noembed", "noframes",
        "plaintext", "listing",
    ]

    /// Ends a sentence.
    static func isBlock(_ name: String) -> Bool { blocks.contains(name) }

    /// Has no contents and no end tag. "/>" makes one of an element that HTML does not know.
    static func isEmpty(_ tag: HTMLToken) -> Bool {
        voids.contains(tag.name) || (tag.isSelfClosing && !formatting.contains(tag.name))
    }

    /// Its contents are left alone.
    static func isUntranslated(_ tag: HTMLToken) -> Bool { tag.isUntranslated || untranslated.contains(tag.name) }

    /// Elements of HTML on which "/>" has no effect.
    private static let formatting: Set<String> = blocks.union(untranslated).union([
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "button", "cite", "data", "datalist", "del", "dfn", "em",
        "font", "i", "ins", "label",
        "map", "mark", "meter", "nobr", "output", "progress", "q", "rp", "rt", "ruby", "s", "slot", "small", "span",
        "strike", "strong", "sub",
        "sup", "time", "tt", "u", "var",
    ])
}

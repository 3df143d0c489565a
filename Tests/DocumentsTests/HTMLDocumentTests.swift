import Documents
import Testing

struct HTMLDocumentTests {
    private func document(_ html: String, attributes: Bool = false) throws -> HTMLDocument {
        try HTMLDocument(html, splitter: SentenceSplitter(language: "en"), attributes: attributes)
    }

    private func texts(_ html: String, attributes: Bool = false) throws -> [String] {
        try document(html, attributes: attributes).segments.filter(\.isTranslated).map(\.text)
    }

    /// The HTML text with each segment in capitals, word for word.
    private func capitals(_ html: String, attributes: Bool = false) throws -> String {
        let document = try document(html, attributes: attributes)
        return document.joined(document.segments.map { $0.isTranslated ? WordTranslator.capitals($0.text) : nil })
    }

    /// The translation of an HTML text of one segment. Words of the translation name the word that they came from:
    /// "casa:2".
    private func translated(_ html: String, _ translation: String) throws -> String {
        let document = try document(html)
        #expect(document.segments.count == 1)
        return document.joined([WordTranslator.words(of: document.segments[0].text, translation)])
    }

    @Test func blocksEndSentencesAndInlineTagsDoNot() throws {
        #expect(
            try texts("<p>One <b>two</b>. Three<p>Four<br>five<ul><li>Six</ul>") == [
                "One two.", "Three", "Four", "five", "Six",
            ])
        #expect(try texts("<td>a</td><td>b</td>") == ["a", "b"])
        #expect(try texts("One\n  <i>line\n\n</i>of text") == ["One line of text"])
    }

    @Test func whatIsLeftAloneIsNoText() throws {
        let parts = [
            "<code>a b</code>", "<pre>c\nd</pre>", "<script>if (a < b) { '<p>' }</script>", "<style>p > a {}</style>",
            "<kbd>e</kbd>",
            "<samp>f</samp>", "<math><mi>x</mi></math>", "<textarea>g <p> h</textarea>",
            "<span translate=\"no\">i <b>j</b></span>",
            "<div translate=no>k<div>l</div></div>", "<!-- m -->", "<?n?>", "<!DOCTYPE html>",
            "<code>o<code>p</code></code>",
        ]
        for part in parts {
            let html = "<p>Before</p>\(part)<p>after</p>"
            #expect(try texts(html) == ["Before", "after"], "\(part)")
            #expect(try capitals(html) == "<p>BEFORE</p>\(part)<p>AFTER</p>")
        }
    }

    @Test func codeWithinASentenceStandsBehindTheWordBefore() throws {
        #expect(try texts("Use <code>x</code> to open <kbd>y</kbd>.") == ["Use to open."])
        #expect(try texts("Use <code>x</code> to open <kbd>y</kbd> now") == ["Use to open now"])
        #expect(
            try capitals("Use <code>x</code> to open <kbd>y</kbd> now") == "USE <code>x</code> TO OPEN <kbd>y</kbd> NOW"
        )
        #expect(
            try translated("Use <code>x</code> to open", "zum:1 Öffnen:2 nimm:0") == "zum Öffnen nimm <code>x</code>")
        #expect(try texts("<p>Use <code>x</p><p>now</p>") == ["Use", "now"])
    }

    @Test(
        arguments: [
            ("The <b>red</b> house", "la:0 casa:2 roja:1", "la casa <b>roja</b>"),
            ("The <b>red</b> <i>house</i>", "la:0 casa:2 roja:1", "la <i>casa</i> <b>roja</b>"),
            ("<b>The red house</b>", "la:0 casa:2 roja:1", "<b>la casa roja</b>"),
            ("<a>The <b>red</b> house</a> stands", "está:3 la:0 casa:2 roja:1", "está <a>la casa <b>roja</b></a>"),
            ("He <b>calls up</b> Bob", "er:0 ruft:1 Bob:3 an:2", "er <b>ruft Bob an</b>"),
            ("A <b>b</b> c", "x:0 y:2", "x <b></b>y"),
            ("A <b>b</b>", "x:0", "x<b></b>"),
            ("un<b>believ</b>able", "nicht:0 zu:0 glauben:0", "<b>nicht zu glauben</b>"),
            ("Yes <img src=x> no", "ja:0 nein:1", "ja <img src=x> nein"),
            ("Yes<sup>1</sup> no", "ja:0 nein:1", "<sup>ja</sup> nein"),
        ])
    func tagsStandWhereTheirWordsStand(html: String, translation: String, expected: String) throws {
        #expect(try translated(html, translation) == expected)
    }

    @Test func anElementOfSeveralSentencesStaysAroundThem() throws {
        #expect(try capitals("<p><b>One. Two</b> three. Four</p>") == "<p><b>ONE. TWO</b> THREE. FOUR</p>")
        #expect(try capitals("One <i>two. Three</i> four.") == "ONE <i>TWO. THREE</i> FOUR.")
        #expect(try capitals("<i>One<p>two</p>three") == "<i>ONE<p>TWO</p>THREE")
    }

    @Test func charactersAreReadAndWrittenAgain() throws {
        #expect(
            try texts(
                "a &amp; b &lt;c&gt; &eacute;&#233;&#xE9; &notit; &nosuch; &copy &#0; &#x80; & &; &#; &NotEqualTilde;")
                == ["a & b <c> ééé ¬it; &nosuch; © \u{FFFD} € & &; &#; ≂̸"])
        #expect(try capitals("<p>a &amp; b&nbsp;c &lt; d</p>") == "<p>A &amp; B\u{A0}C &lt; D</p>")
        #expect(try capitals("x &Eacute;. &amp;nbsp; 5 &lt; 6") == "X É. &amp;NBSP; 5 &lt; 6")
    }

    @Test func valuesOfAttributesAreTranslatedOnRequest() throws {
        let html =
            "<p title='A \"b\"'>See <img alt=\"C &amp; d. E\" src=\"f g\"> <input placeholder=h> <b title=i translate=no>j</b></p>"
        #expect(try texts(html) == ["See"])
        #expect(try texts(html, attributes: true) == ["See", "A \"b\"", "C & d.", "E", "h"])
        #expect(
            try capitals(html, attributes: true)
                == "<p title='A \"B\"'>SEE <img alt=\"C &amp; D. E\" src=\"f g\"> <input placeholder=\"H\"> <b title=i translate=no>j</b></p>"
        )
        let document = try document("<p title='x'>", attributes: true)
        #expect(document.joined([AlignedText("d'<\">", links: [])]) == "<p title='d&#39;&lt;\"&gt;'>")
    }

    @Test func valuesWithinASentenceAreTranslatedWhereTheirTagGoes() throws {
        let document = try document("The <a title=\"so red\">red</a> house", attributes: true)
        let text = try #require(document.segments.first?.text)
        let translation = document.joined([
            WordTranslator.words(of: text, "casa:2 roja:1"), AlignedText("muy roja", links: []),
        ])
        #expect(translation == "casa <a title=\"muy roja\">roja</a>")
    }

    /// What the standard's tokenizer makes of it is told by what is text.
    @Test(
        arguments: [
            ("a < b <> c </> d", ["a < b <> c d"]), ("<!-->x", ["x"]), ("<!--->x", ["x"]), ("<!-- a -- b --!>x", ["x"]),
            ("<!--x", []),
            ("<p a='>' b=\">\" c>x", ["x"]), ("<p a=b/>x", ["x"]), ("<p/a/b/>x", ["x"]), ("<p ='a'>x", ["x"]),
            ("<p a = 'b>c'>x", ["x"]),
            ("x<p a='b>c", ["x"]), ("</p a='>'>x", ["x"]), ("</ p>x", ["x"]), ("<1>x", ["<1>x"]),
            ("<![CDATA[a>b]]>", ["b]]>"]),
            ("<svg><![CDATA[a>b]]></svg>x", ["x"]), ("<title>a<b>c</title>x", ["a<b>c", "x"]),
            ("<TITLE>a</tItLe x>y", ["a", "y"]),
            ("<textarea></p></textarea>x", ["x"]), ("<script><!--<script></script>--></script>x", ["x"]),
            ("<script></scriptx></script >x", ["x"]),
            ("<plaintext><p>x", []), ("<p>x</P>y", ["x", "y"]), ("<svg><title>a</title><style>b</style></svg>", ["a"]),
            ("x\0y", ["x\0y"]),
            ("<b\n>x</b\t>", ["x"]), ("<bé>x</bé>", ["x"]), ("", []), ("<", []), ("</", []), ("<!", []), ("<p", []),
            ("x<p", ["x"]),
        ])
    func textIsWhatTheStandardSays(html: String, expected: [String]) throws {
        #expect(try texts(html) == expected)
        let document = try document(html)
        #expect(document.joined(document.segments.map { _ in nil }) == html)
    }

    @Test func brokenHTMLKeepsItsTagsInOrder() throws {
        #expect(try translated("a <b>b <i>c</b> d</i> e", "v:4 w:3 x:2 y:1 z:0").filter { $0 != " " } != "")
        let html = try translated("a <b>b <i>c</b> d</i> e", "v:4 w:3 x:2 y:1 z:0")
        #expect(HTMLText.tags(of: html) == ["<b>", "<i>", "</b>", "</i>"])
        #expect(HTMLText.withoutTags(html) == "v w x y z")
        #expect(try capitals("<p>x</i></b> <b>y</p>") == "<p>X</i></b> <b>Y</p>")
    }

    @Test func translationsWithoutOrWithWrongLinksLoseNothing() throws {
        let document = try document("The <b>red <i>old</i></b> house <img> stands")
        for links in [
            [], [WordLink(source: 0..<500, target: 0..<2)], [WordLink(source: 0..<3, target: 90..<99)],
            [WordLink(source: 3..<3, target: 0..<1)],
            [
                WordLink(source: 4..<7, target: 3..<6), WordLink(source: 0..<3, target: 0..<2),
                WordLink(source: 0..<3, target: 4..<8),
            ],
            [WordLink(source: -5..<3, target: -4..<2)],
        ] {
            let html = document.joined([AlignedText("la casa roja", links: links)])
            #expect(HTMLText.withoutTags(html).filter { $0 != " " } == "lacasaroja", "\(html)")
            #expect(HTMLText.tags(of: html).count == 5)
        }
    }
}

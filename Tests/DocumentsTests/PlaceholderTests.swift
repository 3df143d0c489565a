import Documents
import Testing

struct PlaceholderTests {
    private func found(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        return Placeholder.all(in: text).map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    @Test func areFoundWhereverTheyStand() {
        #expect(found("Hällo {name}, %s and %1$d of {{ x }}%%.") == ["{name}", "%s", "%1$d", "{{ x }}"])
        #expect(
            found("<x id=\"1\"/>Click <g id='a>b'>here</g>: ${total} %(count)d %.2f %@ %-5ld") == [
                "<x id=\"1\"/>", "<g id='a>b'>", "</g>", "${total}", "%(count)d", "%.2f", "%@", "%-5ld",
            ])
        #expect(found("{0} {1:d} {user.name} {a[0]}") == ["{0}", "{1:d}", "{user.name}", "{a[0]}"])
    }

    @Test(arguments: [
        "50%discount", "100 % sure", "{not one}", "{", "a < b > c", "<", "< x>", "</", "%", "%5", "<x id=\"1", "${",
    ])
    func otherTextIsNone(text: String) {
        #expect(found(text).isEmpty)
    }

    @Test func aTranslationIsHeldAgainstItsSource() {
        let kept = Placeholder.differences(between: "{a} %s {a}", and: "%s {a}{a}")
        #expect(kept.missing.isEmpty && kept.added.isEmpty)
        let lost = Placeholder.differences(between: "{a} %s {a}", and: "{a} {b}")
        #expect(lost.missing == ["%s", "{a}"] && lost.added == ["{b}"])
    }

    @Test func hostileTextIsReadOnce() {
        for part in ["<a ", "{", "{a", "%(", "<a \"", "${"] {
            #expect(found(String(repeating: part, count: 20_000)).isEmpty)
        }
    }
}

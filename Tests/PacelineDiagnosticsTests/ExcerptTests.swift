import PacelineDiagnostics
import Testing

struct ExcerptTests {
    private func excerpt(_ text: String, line: Int = 1, column: Int) -> Excerpt? {
        Excerpt(bytes: Array(text.utf8), lineNumber: line, column: column)
    }

    @Test(arguments: [
        ("plain: text", 8, "       ^"),
        // Tabs stay tabs, so that the caret stands right whatever their width is.
        ("\ta: b", 5, "\t   ^"),
        // A wide character takes two columns, a combining one none.
        ("名前: b", 5, "      ^"),
        ("e\u{301}: b", 5, "   ^"),
        ("🥐: b", 4, "    ^"),
        // Past the end of the line something is missing.
        ("short", 6, "     ^"),
    ])
    func putsTheCaretUnderTheColumn(_ line: String, _ column: Int, _ caret: String) {
        #expect(excerpt(line, column: column)?.text == line)
        #expect(excerpt(line, column: column)?.caret == caret)
    }

    @Test(arguments: ["a\nb\nc", "a\r\nb\r\nc", "a\rb\rc", "a\nb\r\nc", "\u{FEFF}a\nb\nc"])
    func endsLinesWhereYAMLDoes(_ text: String) {
        #expect(excerpt(text, line: 1, column: 1)?.text == "a")
        #expect(excerpt(text, line: 3, column: 1)?.text == "c")
        #expect(excerpt(text, line: 4, column: 1) == nil)
        #expect(excerpt(text, line: 0, column: 1) == nil)
    }

    /// As of YAML 1.2; a terminal may break a line at them.
    @Test func noOtherCharacterEndsALine() {
        #expect(excerpt("a\u{85}b\u{2028}c\u{2029}d", line: 1, column: 7)?.text == "a\u{FFFD}b\u{FFFD}c\u{FFFD}d")
        #expect(excerpt("a\u{85}b", line: 2, column: 1) == nil)
    }

    @Test func cutsLongLinesAroundTheColumn() throws {
        let line = String(repeating: "é", count: 5000) + "X" + String(repeating: "y", count: 5000)
        let cut = try #require(excerpt(line, column: 5001))
        #expect(cut.text.unicodeScalars.count < 130)
        #expect(cut.text.hasPrefix("…é") && cut.text.hasSuffix("y…"))
        let position = cut.text.unicodeScalars.index(
            cut.text.unicodeScalars.startIndex, offsetBy: cut.caret.unicodeScalars.count - 1)
        #expect(cut.text.unicodeScalars[position] == "X")
    }

    @Test func lendsTheTerminalNothingToObey() {
        #expect(excerpt("a\u{1B}[31mb", column: 1)?.text == "a\u{FFFD}[31mb")
    }
}

struct SuggestionTests {
    @Test(arguments: [
        ("titel", "title"), ("operationID", "operationId"), ("desc", "description"), ("tgas", "tags"),
        ("paramters", "parameters"),
    ])
    func findsWhatWasMeant(_ word: String, _ meant: String) {
        let words = ["description", "title", "operationId", "tags", "parameters"]
        #expect(Suggestion.nearest(to: word, among: words) == meant)
        #expect(Suggestion.hint(for: word, among: words) == "did you mean `\(meant)`?")
    }

    @Test func keepsQuietWhereNothingIsNear() {
        #expect(Suggestion.nearest(to: "colour", among: ["title", "tags"]) == nil)
        #expect(Suggestion.nearest(to: "in", among: ["if"]) == "if")
        #expect(Suggestion.nearest(to: "tags", among: ["tags"]) == nil)
        #expect(Suggestion.nearest(to: "", among: ["title"]) == nil)
    }
}

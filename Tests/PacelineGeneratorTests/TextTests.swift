import Testing

@testable import PacelineSwiftViews

/// Doc comments: wrapped where Markdown allows it, untouched where it does not.
struct DocLinesTests {
    private func lines(_ text: String, depth: Int = 0) -> [String] {
        var docs = DocLines(depth: depth)
        docs.paragraph(text)
        return docs.lines
    }

    @Test func paragraphsAreJoinedAndWrapped() {
        let text = Array(repeating: "word", count: 60).joined(separator: "\n")
        let wrapped = lines(text, depth: 8)
        #expect(wrapped.count == 3)
        #expect(wrapped.allSatisfy { $0.count <= 120 && $0.hasPrefix("        /// word") && !$0.hasSuffix(" ") })
        #expect(wrapped[0].count + 1 + "word".count > 120)
        #expect(wrapped.flatMap { $0.split(separator: " ").dropFirst() }.count == 60)
    }

    @Test func aLongWordIsNotBroken() {
        let word = String(repeating: "x", count: 200)
        #expect(lines("see \(word) there") == ["/// see", "/// \(word)", "/// there"])
    }

    @Test func blankLinesPartParagraphs() {
        #expect(lines("\n\none\n\n\n\ntwo\n\n") == ["/// one", "///", "/// two"])
        #expect(lines(" \n\n") == [])
        // A comment is never nothing: a template prints it on a line of its own.
        #expect(DocLines(depth: 4).text == "    ///")
    }

    @Test func listsStayLists() {
        let item = "- " + Array(repeating: "word", count: 30).joined(separator: " ")
        let wrapped = lines("Intro:\n\(item)\n- second\n1. first\n> quote\n# Heading")
        #expect(wrapped[0] == "/// Intro:")
        #expect(wrapped[1].hasPrefix("/// - word") && wrapped[2].hasPrefix("///   word"))
        #expect(wrapped.suffix(4) == ["/// - second", "/// 1. first", "/// > quote", "/// # Heading"])
    }

    @Test func theSecondLineOfAnItemStaysWithIt() {
        let words = Array(repeating: "word", count: 40).joined(separator: " ")
        let wrapped = lines("- item\n  \(words)")
        #expect(wrapped[0] == "/// - item")
        #expect(wrapped.count == 3)
        #expect(wrapped.dropFirst().allSatisfy { $0.hasPrefix("///   word") })
    }

    @Test func codeAndTablesAreLeftAlone() {
        let code = "```swift\nlet  x = 1\n\n\nlet y = \(String(repeating: "a ", count: 80))\n```"
        #expect(
            lines("See:\n\(code)").dropFirst() == [
                "/// ```swift", "/// let  x = 1", "///", "///",
                "/// let y = " + String(String(repeating: "a ", count: 80).dropLast()), "/// ```",
            ])
        let row = "|" + Array(repeating: " cell ", count: 30).joined(separator: "|") + "|"
        #expect(lines(row) == ["/// " + row])
    }

    @Test func anOpenFenceIsClosed() {
        #expect(lines("```\ncode") == ["/// ```", "/// code", "/// ```"])
    }

    @Test(arguments: ["one\r\ntwo", "one\rtwo", "one\u{2028}two", "one\u{0B}two", "one\u{85}two"])
    func noSpellingOfALineBreakEndsTheComment(_ text: String) {
        #expect(lines(text) == ["/// one two"])
        var docs = DocLines(depth: 0)
        docs.item(text)
        #expect(docs.lines == ["/// - one two"])
    }

    @Test func controlsAreDropped() {
        #expect(lines("a\u{0}b\u{1B}[31mc\u{7F}") == ["/// ab[31mc"])
        #expect(lines("a\tb") == ["/// a b"])
        #expect(lines("- a\n\t- b") == ["/// - a", "///     - b"])
    }

    @Test func listsInAnItemAreItsOwn() {
        var docs = DocLines(depth: 0)
        docs.item("order: One of\n\n- `up`, the\n  default\n* `down`\n\nnothing else.", level: 1)
        docs.item("page: 1. the first", level: 1)
        #expect(
            docs.lines == [
                "///   - order: One of", "///     - `up`, the default", "///     * `down`", "///",
                "///     nothing else.",
                "///   - page: 1. the first",
            ])
    }

    @Test func itemsFollowEachOther() {
        var docs = DocLines(depth: 4)
        docs.paragraph("Text")
        docs.item("Parameters:")
        docs.item("a: first\nsecond", level: 1)
        docs.item("Returns: it")
        docs.paragraph("More")
        #expect(
            docs.lines == [
                "    /// Text", "    ///", "    /// - Parameters:", "    ///   - a: first second",
                "    /// - Returns: it",
                "    ///", "    /// More",
            ])
    }

    @Test(arguments: [
        ("One. Two.", "One"), ("One", "One"), ("v1.2 is out. Yes", "v1.2 is out"), ("a\nb.\n\nc", "a b"), ("", ""),
    ])
    func firstSentences(_ text: String, _ sentence: String) {
        #expect(text.firstSentence == sentence)
    }
}

/// Any text as a literal.
struct StringLiteralTests {
    @Test(arguments: [
        ("plain", #""plain""#), (#"say "hi""#, #""say \"hi\"""#), (#"back\slash"#, #""back\\slash""#),
        (#"\(x)"#, #""\\(x)""#), ("a\nb\tc\rd", #""a\nb\tc\rd""#), ("a\r\nb", #""a\r\nb""#), ("*/", #""*/""#),
        ("", #""""#),
        ("\u{0}\u{1B}\u{7F}", #""\u{0}\u{1b}\u{7f}""#), ("🎟️", "\"🎟️\""), ("é", "\"é\""),
        ("\u{202E}x", #""\u{202e}x""#), ("#\"", ##""#\"""##),
    ])
    func literals(_ text: String, _ literal: String) {
        #expect(StringLiteral.of(text) == literal)
    }

    @Test func listsOfNames() {
        #expect(StringLiteral.names(["a", "b"]) == #""a b""#)
        #expect(StringLiteral.names(["a", "b c"]) == #""a\nb c\n""#)
        #expect(StringLiteral.names([]) == #""""#)
        #expect(StringLiteral.list(["a", "\""]) == #"["a", "\""]"#)
    }
}

import PacelineDiagnostics
import PacelineTemplating
import Testing

/// Lines that are too long, broken where templates allow it: at 119 characters.
struct LineBreakTests {
    /// A call of a function with the titles of books as its arguments.
    private static let call =
        "  let x = f({{break()}}{{#books}}{{title}}{{^last()}}, {{break()}}{{/last()}}{{/books}}{{break()}}) // {{name}}\n"

    private func shelf(_ titles: String..., name: String = "A") -> Shelf {
        Shelf(name: name, books: titles.map { Shelf.Book(title: $0) })
    }

    @Test func aLineThatFitsIsLeft() {
        let whole = shelf(String(repeating: "a", count: 50), String(repeating: "b", count: 49))
        #expect(printed(Self.call, whole).text.count == 120, "119 characters and the line break")
        #expect(!printed(Self.call, whole).text.dropLast().contains("\n"))
        let long = shelf(String(repeating: "a", count: 50), String(repeating: "b", count: 50))
        #expect(
            printed(Self.call, long).text == """
                  let x = f(
                      \(String(repeating: "a", count: 50)),
                      \(String(repeating: "b", count: 50))
                  ) // A

                """)
    }

    /// What makes the line long may stand behind the last break.
    @Test func theWholeLineCounts() {
        let text = printed(Self.call, shelf("a", "b", name: String(repeating: "n", count: 120))).text
        #expect(text.hasPrefix("  let x = f(\n      a,\n      b\n  ) // n"))
    }

    /// Characters are counted, not bytes.
    @Test func lettersOutsideOfASCIICountOnce() {
        let titles = shelf(String(repeating: "é", count: 50), String(repeating: "e\u{301}", count: 49))
        #expect(!printed(Self.call, titles).text.dropLast().contains("\n"))
    }

    @Test func nothingToBreakIsLeft() {
        let text = printed(Self.call, shelf(name: String(repeating: "n", count: 130))).text
        #expect(text.hasPrefix("  let x = f() // nnn"))
    }

    /// A list ends with a comma where it is broken, as formatters write it; one without a break before its bracket, and
    /// a call, with none.
    @Test func listsEndWithACommaWhereTheyAreBroken() {
        let list = "[{{break()}}{{#books}}{{title}}{{^last()}}, {{break()}}{{/last()}}{{/books}}{{break()}}]"
        let titles = shelf(String(repeating: "a", count: 60), String(repeating: "b", count: 60))
        #expect(
            printed(list, titles).text
                == "[\n    \(String(repeating: "a", count: 60)),\n    \(String(repeating: "b", count: 60)),\n]")
        #expect(printed(list, .two).text == "[Emma, Ulysses]")
        let call = "f({{#books}}{{break()}}{{title}}{{^last()}}, {{/last()}}{{/books}})"
        #expect(
            printed(call, titles).text
                == "f(\n    \(String(repeating: "a", count: 60)),\n    \(String(repeating: "b", count: 60)))")
    }

    /// First the outermost brackets; those inside only where a part is still too long.
    @Test func bracketsInsideAreBrokenOnlyWhereTheyMust() {
        let nested =
            "[{{break()}}{{#books}}g({{break()}}{{title}}, {{break()}}1){{^last()}}, {{break()}}{{/last()}}{{/books}}{{break()}}]"
        #expect(
            printed(nested, shelf(String(repeating: "a", count: 60), String(repeating: "b", count: 115))).text == """
                [
                    g(\(String(repeating: "a", count: 60)), 1),
                    g(
                        \(String(repeating: "b", count: 115)),
                        1),
                ]
                """)
    }

    /// Brackets in a literal open nothing.
    @Test(arguments: [#""((""#, #""\"(""#, #""]\\""#])
    func bracketsInLiteralsAreText(_ literal: String) {
        let titles = shelf(literal, String(repeating: "b", count: 100), literal)
        #expect(
            printed(Self.call, titles).text
                == "  let x = f(\n      \(literal),\n      \(String(repeating: "b", count: 100)),\n      \(literal)\n  ) // A\n"
        )
    }

    /// Each line by itself, also those of a list, of a partial with an indentation, and the last one without a line
    /// break.
    @Test func linesAreBrokenEachByItself() {
        let text = printed(
            "{{#books}}\n    {{>Book}}\n{{/books}}\nend({{break()}}{{name}})",
            shelf("a", String(repeating: "b", count: 120)), partials: ["Book": "f({{break()}}{{title}}{{break()}})\n"]
        ).text
        #expect(text == "    f(a)\n    f(\n        \(String(repeating: "b", count: 120))\n    )\nend(A)")
    }

    /// Where a break makes no sense, nothing happens.
    @Test func breaksWithoutBracketsDoNoHarm() {
        #expect(printed("{{break()}}{{name}}{{break()}}{{break()}}\n{{break()}}").text == "A\n")
        let long = String(repeating: "n", count: 130)
        #expect(printed("  {{break()}}{{name}}{{break()}}", Shelf(name: long)).text == "  " + long)
        #expect(printed("))({{break()}}{{name}}", Shelf(name: long)).text == "))(\n    " + long)
    }

    /// An empty list stays as it is beside one that is broken.
    @Test func anEmptyListGetsNoComma() {
        let two = "f([{{break()}}{{#favourite}}x{{/favourite}}{{break()}}], [{{break()}}{{name}}{{break()}}])"
        let text = printed(two, Shelf(name: String(repeating: "n", count: 120))).text
        #expect(!text.contains("[,"))
    }

    /// Hostile templates end soon: thousands of breaks in a line, brackets inside brackets, tags on one line.
    @Test(.timeLimit(.minutes(1)))
    func longLinesEnd() {
        let many = Shelf(books: (0..<20_000).map { Shelf.Book(title: "title\($0)") })
        #expect(printed(Self.call, many).text.split(separator: "\n").count == 20_002)
        let nested = String(repeating: "({{break()}}x", count: 5000) + String(repeating: ")", count: 5000)
        #expect(printed(nested).text.count >= 10_000)
        #expect(printed(String(repeating: ", Foo{{name}}", count: 5000)).text.count == 30_000)
    }
}

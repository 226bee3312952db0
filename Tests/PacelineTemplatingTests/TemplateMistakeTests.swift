import Testing

/// Mistakes in templates are told with their places, all at once, before anything is printed.
struct TemplateMistakeTests {
    @Test func allMistakesAreTold() {
        let template = """
            {{nam}} {{#boks}}{{/boks}}
            {{#books}}
                {{titel}} {{isLent}} {{plac}}
            {{/books}}
            {{>Bok}}
            """
        #expect(
            printed(template, partials: ["Book": ""]).said == """
                Shelf.mustache:1:1: error: `nam` is not a field of Shelf [unknown-field]
                {{nam}} {{#boks}}{{/boks}}
                ^
                hint: did you mean `name`?
                Shelf.mustache:1:9: error: `boks` is not a field of Shelf [unknown-field]
                {{nam}} {{#boks}}{{/boks}}
                        ^
                hint: did you mean `books`?
                Shelf.mustache:3:5: error: `titel` is not a field of Shelf.Book [unknown-field]
                    {{titel}} {{isLent}} {{plac}}
                    ^
                hint: did you mean `title`?
                Shelf.mustache:3:15: error: `isLent` is not text [template-field]
                    {{titel}} {{isLent}} {{plac}}
                              ^
                hint: it can be a section: `{{#isLent}}`
                Shelf.mustache:3:26: error: `plac` is not a field of Shelf.Book [unknown-field]
                    {{titel}} {{isLent}} {{plac}}
                                         ^
                hint: did you mean `place`?
                Shelf.mustache:5:1: error: there is no template `Bok` [unknown-template]
                {{>Bok}}
                ^
                hint: did you mean `Book`?

                """)
    }

    @Test func aViewNamesItsFields() {
        #expect(printed("{{publisher}}").said.contains("hint: Shelf has: name, place, note, isOpen, books"))
        #expect(printed("{{#books}}{{x}}{{/books}}").said.contains("Shelf.Book has: title, note, isLent, authors"))
    }

    @Test(arguments: [
        ("{{#books}}", "1:1: error: the section `books` is not closed"),
        ("{{/books}}", "1:1: error: `books` is closed, and was not opened"),
        ("{{#books}}\n{{#isLent}}{{/books}}{{/isLent}}", "2:12: error: `books` is closed where `isLent` is open"),
        ("ä {{name", "1:3: error: the tag has no `}}`"), ("{{{name}}}", "hint: nothing is escaped: write `{{name}}`"),
        ("{{&name}}", "1:1: error: `{{&name}}` is not a tag"), ("{{=<% %>=}}", "is not a tag"),
        ("{{.name}}", "1:1: error: `{{.name}}` is not a tag"), ("{{}}", "`{{}}` is not a tag"),
        ("{{%PRAGMA}}", "is not a tag"), ("{{#a b}}{{/a b}}", "is not a tag"),
    ])
    func syntax(_ template: String, _ message: String) {
        #expect(printed(template).said.contains(message), "\(printed(template).said)")
    }

    @Test func aMistakeInAnIndentedPartialHasItsOwnPlace() {
        let said = printed("{{#books}}\n    {{>Book}}\n{{/books}}", partials: ["Book": "one\n  {{titel}}"]).said
        let start = "Book.mustache:2:3: error: `titel` is not a field of Shelf.Book [unknown-field]\n  {{titel}}\n  ^\n"
        #expect(said.hasPrefix(start))
    }

    @Test func circlesAreFoundWhenLoading() {
        let said = printed("{{>A}}", partials: ["A": "{{>B}}", "B": "b {{>A}}"]).said
        #expect(said.hasPrefix("B.mustache:1:3: error: this partial is circular: `A` → `B` → `A`"))
        #expect(printed("{{#books}}{{>Shelf}}{{/books}}").said.contains("circular: `Shelf` → `Shelf`"))
    }

    /// Partials that each have the next one twice come to more parts than any template has.
    @Test func partialsDoNotMultiplyWithoutEnd() {
        let partials = (0..<40).map { ("P\($0)", "{{>P\($0 + 1)}}{{>P\($0 + 1)}}") } + [("P40", "x")]
        let said = printed("{{>P0}}", partials: Dictionary(uniqueKeysWithValues: partials)).said
        #expect(said.contains("with all partials, the templates have more than 200000 parts"))
    }

    @Test func sectionsDoNotNestWithoutEnd() {
        let template = String(repeating: "{{#isOpen}}", count: 100_000)
        #expect(printed(template).said.contains("more than 64 sections are inside one another here"))
    }

    /// What is open where reading was given up is not reported besides.
    @Test func tooManySectionsAreOneMistake() {
        let deep = String(repeating: "{{#name}}", count: 65) + String(repeating: "{{/name}}", count: 65)
        let said = printed(deep).said
        #expect(said.contains("more than 64 sections are inside one another here"))
        #expect(!said.contains("is not closed"))
    }
}

import PacelineDiagnostics
import PacelineTemplating
import Testing

/// What templates print.
struct TemplateRenderingTests {
    @Test(arguments: [
        ("{{name}}, {{ name }}", "A, A"),
        // Texts as sections: where they are not empty, and as what stands inside.
        ("{{#place}}in {{.}}{{/place}}{{^place}}nowhere{{/place}}", "nowhere"),
        ("{{#name}}on {{.}}{{/name}}{{^name}}unnamed{{/name}}", "on A"),
        ("{{note}}{{#note}}{{.}}{{/note}}{{^note}}no note{{/note}}", "no note"),
        ("{{#isOpen}}open{{/isOpen}}{{^isOpen}}shut{{/isOpen}}", "open"),
        ("{{#books}}{{title}}{{^last()}}, {{/last()}}{{/books}}", "Emma, Ulysses"),
        ("{{#books}}{{#first()}}({{/first()}}{{title}} {{#last()}}){{/last()}}{{/books}}", "(Emma Ulysses )"),
        ("{{#books}}{{#note}}{{.}}{{/note}}{{^note}}fine{{/note}};{{/books}}", "worn;fine;"),
        ("{{#books}}{{#isLent}}{{title}}{{/isLent}}{{/books}}{{^books}}none{{/books}}", "Emma"),
        ("{{#books}}{{#authors}}{{.}}{{^last()}}/{{/last()}}{{/authors}};{{/books}}", "Austen;Joyce/and others;"),
        ("a{{! a comment\nof two lines }}b", "ab"), ("{ {x} }}", "{ {x} }}"), ("", ""),
    ])
    func prints(_ template: String, _ text: String) {
        #expect(printed(template).text == text)
        #expect(printed(template).said == "")
    }

    /// A field that the view has not is that of the nearest view around which has it.
    @Test(arguments: [
        ("{{#books}}{{name}}:{{title}} {{/books}}", "A:Emma A:Ulysses "),
        (
            "{{#books}}{{#authors}}{{name}}:{{title}}:{{.}} {{/authors}}{{/books}}",
            "A:Emma:Austen A:Ulysses:Joyce A:Ulysses:and others "
        ),
        ("{{#books}}{{#isOpen}}{{title}}{{/isOpen}}{{^isOpen}}-{{/isOpen}}{{/books}}", "EmmaUlysses"),
        ("{{#books}}{{#place}}x{{/place}}{{^place}}y{{/place}}{{/books}}", "yy"),
        // `note` is the book's own, whether it is there or not.
        ("{{#books}}{{note}};{{/books}}", "worn;;"),
        (
            "{{#books}}{{#title}}{{#books}}{{title}}{{/books}} of {{.}};{{/title}}{{/books}}",
            "EmmaUlysses of Emma;EmmaUlysses of Ulysses;"
        ),
        ("{{#name}}{{#books}}{{title}}{{name}}{{/books}}{{/name}}", "EmmaAUlyssesA"),
        ("{{#books}}{{^books}}none{{/books}}{{title}}{{/books}}", "EmmaUlysses"),
    ])
    func findsFieldsOfOuterViews(_ template: String, _ text: String) {
        #expect(printed(template).text == text)
        #expect(printed(template).said == "")
    }

    /// A view that may be absent is gone into where it is there.
    @Test func viewsThatMayBeAbsent() {
        let template = "{{#favourite}}{{title}} on {{name}}{{/favourite}}{{^favourite}}none{{/favourite}}"
        #expect(printed(template).text == "none")
        #expect(printed(template, Shelf(favourite: Shelf.Book(title: "Emma"))).text == "Emma on A")
    }

    /// First and last are those of the innermost list, and those of the outer one again behind it.
    @Test func positionsAreThoseOfTheInnermostList() {
        let template =
            "{{#books}}{{#authors}}{{#last()}}{{.}}{{/last()}}{{/authors}}{{^last()}} | {{/last()}}{{/books}}"
        #expect(printed(template).text == "Austen | and others")
    }

    @Test func tagsThatStandAloneTakeTheirLine() {
        let template = """
            {{! view: Shelf }}
            shelf {{name}}
              {{#books}}
              - {{title}}
              {{#isLent}}
                lent
              {{/isLent}}
              {{/books}}
            end
            """
        #expect(
            printed(template).text == """
                shelf A
                  - Emma
                    lent
                  - Ulysses
                end
                """)
    }

    @Test func aPartialIsIndentedAsItsTag() {
        let partials = ["Book": "- {{title}}\n{{#authors}}\n  by {{.}}\n{{/authors}}\n\n", "Name": "[{{name}}]"]
        let printed = printed("{{>Name}}\n{{#books}}\n    {{>Book}}\n{{/books}}\nx {{>Name}}", partials: partials)
        #expect(
            printed.text == """
                [A]    - Emma
                      by Austen

                    - Ulysses
                      by Joyce
                      by and others

                x [A]
                """)
        #expect(printed.said == "")
    }

    @Test func nothingIsEscaped() {
        #expect(printed("{{name}}", Shelf(name: #"<a & "b">"#)).text == #"<a & "b">"#)
    }

    @Test func viewsAndUsesAreKnown() {
        var library = TemplateLibrary(["Shelf": .init(path: "s", bytes: Array("{{#books}}{{name}}{{/books}}".utf8))])
        var diagnostics = DiagnosticSink()
        _ = library.template("Shelf", for: Shelf.self, &diagnostics)
        #expect(
            library.views["Shelf"]?.map(\.name) == ["name", "place", "note", "isOpen", "books", "favourite"])
        #expect(
            library.views["Shelf"]?.map(\.kind) == [
                "text", "text", "text, may be absent", "true or false", "list of Shelf.Book",
                "Shelf.Book, may be absent",
            ])
        #expect(library.views["Shelf.Book"]?.last == .init(name: "authors", kind: "list of strings"))
        #expect(library.templates == ["Shelf"])
        #expect(library.used == ["Shelf": ["books", "name"]])
    }
}

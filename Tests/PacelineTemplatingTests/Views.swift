import PacelineDiagnostics
import PacelineTemplating
import Testing

/// A shelf of books, as a view.
struct Shelf: TemplateView {
    struct Book: TemplateView {
        var title: String
        var note: String?
        var isLent = false
        var authors: [String] = []

        static let fields: Fields = [
            "title": .init(\.title), "note": .init(\.note), "isLent": .init(\.isLent), "authors": .init(\.authors),
        ]
    }

    var name = "A"
    var place = ""
    var note: String?
    var isOpen = true
    var books: [Book] = []
    var favourite: Book?

    static let fields: Fields = [
        "name": .init(\.name), "place": .init(\.place), "note": .init(\.note), "isOpen": .init(\.isOpen),
        "books": .init(\.books), "favourite": .init(\.favourite),
    ]

    static let two = Shelf(
        books: [
            Book(title: "Emma", note: "worn", isLent: true, authors: ["Austen"]),
            Book(title: "Ulysses", authors: ["Joyce", "and others"]),
        ])
}

/// What a template makes of a shelf, and what is said of it.
func printed(
    _ template: String, _ shelf: Shelf = .two, partials: [String: String] = [:]
) -> (text: String, said: String) {
    var sources = partials.map { ($0, Source(path: "\($0).mustache", bytes: Array($1.utf8))) }
    sources.append(("Shelf", Source(path: "Shelf.mustache", bytes: Array(template.utf8))))
    var library = TemplateLibrary(Dictionary(uniqueKeysWithValues: sources))
    var diagnostics = DiagnosticSink()
    let text = library.template("Shelf", for: Shelf.self, &diagnostics).render(shelf)
    return (String(decoding: text, as: UTF8.self), diagnostics.rendered())
}

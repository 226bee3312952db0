import Mustache
import PacelineSwiftViews
import PacelineTemplates

/// Prints views with the templates of their name.
struct Renderer: Sendable {
    private let library: MustacheLibrary

    /// A renderer with the templates that the binary holds.
    init() {
        var library = MustacheLibrary()
        for (name, text) in TemplateCatalogue.all {
            do {
                library.register(try MustacheTemplate(string: text), named: name)
            } catch {
                // The templates are ours and embedded; a test parses each of them.
                preconditionFailure("the template \(name) is not one: \(error)")
            }
        }
        self.library = library
    }

    func render(_ view: ClientView) -> String { render(view, with: "Client") }
    func render(_ view: LimitsView) -> String { render(view, with: "Limits") }
    func render(_ view: SourceFileView) -> String { render(view, with: "Source") }

    private func render(_ view: some View, with template: String) -> String {
        Tidy.text(library.render(view, withTemplate: template) ?? "")
    }
}

/// Evens out what sections leave behind.
enum Tidy {
    /// The text with at most one empty line in a row, none at its start, none before a closing brace, and one line break
    /// at its end.
    static func text(_ text: String) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count)
        var emptyLines = 0
        for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            guard let first = line.first(where: { $0 != UInt8(ascii: " ") }) else {
                emptyLines += 1
                continue
            }
            if emptyLines > 0, !result.isEmpty, first != UInt8(ascii: "}") { result.append(UInt8(ascii: "\n")) }
            emptyLines = 0
            result.append(contentsOf: line)
            result.append(UInt8(ascii: "\n"))
        }
        return String(decoding: result, as: UTF8.self)
    }
}

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
    /// The text with at most one empty line in a row, none at its start, none before a closing brace, and one line
    /// break at its end.
    static func text(_ text: String) -> String {
        var text = text
        return text.withUTF8 { source in
            // Nothing becomes longer, but for the last line break.
            String(unsafeUninitializedCapacity: source.count + 1) { copy(source, into: $0) }
        }
    }

    /// Copies the lines that stay; returns how many bytes they are.
    private static func copy(
        _ source: UnsafeBufferPointer<UInt8>, into target: UnsafeMutableBufferPointer<UInt8>
    ) -> Int {
        var (start, count, emptyLines) = (0, 0, 0)
        while start < source.count {
            let rest = source[start...]
            let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? source.count
            defer { start = end + 1 }
            guard let first = source[start..<end].first(where: { $0 != UInt8(ascii: " ") }) else {
                emptyLines += 1
                continue
            }
            if emptyLines > 0, count > 0, first != UInt8(ascii: "}") {
                target[count] = UInt8(ascii: "\n")
                count += 1
            }
            emptyLines = 0
            _ = target[count...].update(fromContentsOf: source[start..<end])
            count += end - start + 1
            target[count - 1] = UInt8(ascii: "\n")
        }
        return count
    }
}

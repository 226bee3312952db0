package import PacelineDiagnostics
package import PacelineYAML

/// `$ref`: what stands here stands elsewhere.
package struct Reference: SpecObject, Hashable {
    package let node: Node

    package init(node: Node) { self.node = node }

    package static let shape = ObjectShape(
        "a reference",
        [.required("$ref", .text), .optional("summary", .text), .optional("description", .text)])

    /// The text of `$ref`: `#/components/schemas/Pet`.
    package var text: String { node["$ref"]?.scalarText ?? "" }
    /// Where the text stands.
    package var location: SourceLocation { node["$ref"]?.location ?? node.location }
    package var summary: String? { text("summary") }
    package var description: String? { text("description") }
    /// What the text says, taken apart.
    var target: Target { Target(text) }
    /// The path into the same source; nil for another file, a URL or an anchor.
    package var pointer: JSONPointer? { JSONPointer(fragment: text) }

    /// The section of `components` and the name in it, in whatever file; nil when the reference leads elsewhere or
    /// deeper.
    package var componentName: (section: String, name: String)? {
        guard let tokens = target.pointer?.tokens, tokens.count == 3, tokens[0] == "components" else { return nil }
        return (tokens[1], tokens[2])
    }

    /// The name by which people know what the reference leads to: that of a component, of a definition or of an anchor,
    /// the last part of a path into another file, or the name of that file. nil for a part of something else.
    package var targetName: String? {
        let target = target
        guard let pointer = target.pointer else { return target.anchor }
        guard let last = pointer.tokens.last else {
            return SourcePath.stem(of: target.file.isEmpty ? node.path : target.file)
        }
        let isNamed = pointer.tokens.dropLast().last.map { ["schemas", "$defs", "definitions"].contains($0) } ?? true
        return isNamed || componentName != nil || !target.file.isEmpty ? last : nil
    }

    /// A reference's text, taken apart (RFC 3986, section 4.1).
    struct Target {
        /// What stands before `#`, percent-decoded; empty for the same source.
        let file: String
        /// What stands from `#` on, as written; empty without one.
        let fragment: String

        init(_ text: String) {
            let mark = text.utf8.firstIndex(of: UInt8(ascii: "#")) ?? text.endIndex
            let isWithin = mark == text.startIndex
            file = isWithin ? "" : JSONPointer.percentDecoded(text[..<mark]) ?? String(text[..<mark])
            fragment = isWithin ? text : String(text[mark...])
        }

        private init(file: String, fragment: String) {
            self.file = file
            self.fragment = fragment
        }

        /// What stands one level above; the same where there is none.
        var parent: Target {
            Target(file: file, fragment: fragment.lastIndex(of: "/").map { String(fragment[..<$0]) } ?? fragment)
        }

        /// The fragment as a pointer, which without one leads to the whole; nil when it is the name of an anchor.
        var pointer: JSONPointer? {
            fragment.isEmpty ? JSONPointer(tokens: []) : JSONPointer(fragment: fragment)
        }

        /// The fragment as the name of an anchor.
        var anchor: String { String(fragment.dropFirst()) }

        /// Whether the text begins with a scheme, or with the host of one.
        var isURL: Bool {
            if file.hasPrefix("//") { return true }
            guard let colon = file.firstIndex(of: ":"), file[..<colon].utf8.count > 1 else { return false }
            return file[..<colon].allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
        }
    }
}

/// An object or a reference to one.
package enum Referenced<Object: SpecObject>: Sendable {
    case object(Object)
    case reference(Reference)

    init?(node: Node) {
        guard node.isMapping else { return nil }
        self = node["$ref"] == nil ? .object(Object(node: node)) : .reference(Reference(node: node))
    }

    package var node: Node {
        switch self {
        case .object(let object): object.node
        case .reference(let reference): reference.node
        }
    }

    package var location: SourceLocation { node.location }
}

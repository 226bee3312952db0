package import PacelineDiagnostics
package import PacelineYAML

/// `x-pagination`: how the pages of a list follow one another.
package struct PaginationObject: Sendable {
    /// What leads from one page to the next.
    package enum Style: String, CaseIterable, Sendable {
        /// A value of the response that the next request sends.
        case cursor
        /// The number of items before the page.
        case offset
        /// The page's number.
        case page
        /// The `Link` field of the response (RFC 8288).
        case link
        /// A URL in the response's body.
        case bodyURL = "body-url"

        /// The members without which the style says nothing.
        var needed: [String] {
            switch self {
            case .cursor: ["parameter", "next", "items"]
            case .offset, .page: ["parameter", "items"]
            case .link: ["items"]
            case .bodyURL: ["next", "items"]
            }
        }

        /// The members that have no meaning with the style.
        var meaningless: [String] {
            switch self {
            case .cursor: ["first"]
            case .offset, .page: []
            case .link: ["parameter", "next", "first"]
            case .bodyURL: ["parameter", "first"]
            }
        }
    }

    package var style: Style
    /// What of the request says which page is asked for: a parameter's name, or an expression.
    package var parameter: LocatedText?
    /// Where the response says what follows: the next page's cursor or URL, or whether there is a next page.
    package var next: LocatedText?
    /// Where the items are in the response.
    package var items: LocatedText
    /// What of the request says how many items a page has.
    package var size: LocatedText?
    /// The number of the first page, or of items before it.
    package var first: Int
    /// The vocabulary of others in which it is declared, such as `x-fern-pagination`; nil for our own.
    package var foreignName: String?
    package var location: SourceLocation

    /// nil where the node is not of its shape, or lacks what its style needs.
    init?(_ node: Node, isRight: (Node) -> Bool) {
        guard isRight(node), let style = node["style"]?.string.flatMap(Style.init), let items = Self.text(node["items"])
        else { return nil }
        let members = Set(node.entries.map(\.key))
        guard style.needed.allSatisfy(members.contains), !style.meaningless.contains(where: members.contains) else {
            return nil
        }
        self.init(style: style, items: items, location: node.location)
        parameter = Self.text(node["parameter"])
        next = Self.text(node["next"])
        size = Self.text(node["size"])
        if let first = node["first"]?.integer { self.first = Int(first) }
    }

    init(style: Style, items: LocatedText, location: SourceLocation) {
        self.style = style
        self.items = items
        self.location = location
        first = style == .page ? 1 : 0
    }

    private static func text(_ node: Node?) -> LocatedText? {
        node.flatMap { node in node.string.map { LocatedText(text: $0, location: node.location) } }
    }
}

extension PaginationObject {
    /// Reads a declaration and reports all that is wrong with it.
    ///
    /// - Parameters:
    ///   - shape: What it may hold: ``PaginationShapes/operation`` or ``PaginationShapes/convention``.
    ///   - name: What it is to messages.
    package static func read(
        _ node: Node, _ shape: MappingShape, _ name: String, _ diagnostics: inout DiagnosticSink
    ) -> PaginationObject? {
        var reader = ShapeReader(diagnostics)
        reader.check(node, .members(shape), name)
        diagnostics = reader.diagnostics
        checkStyle(node, name, &diagnostics)
        return PaginationObject(node) { !reader.wrong.contains($0) }
    }

    /// What each style needs, and what it has no use for.
    private static func checkStyle(_ node: Node, _ name: String, _ diagnostics: inout DiagnosticSink) {
        guard let style = node["style"]?.string.flatMap(Style.init) else { return }
        // What is missing may be what is misspelt, which has been named.
        let isSpelt = node.entries.allSatisfy { PaginationShapes.convention[$0.key] != nil || $0.key.hasPrefix("x-") }
        for member in style.needed where node[member] == nil && isSpelt {
            diagnostics.error(
                .missingMember, "\(name) with `style: \(style.rawValue)` has no `\(member)`", at: node.location,
                hint: PaginationShapes.example(style))
        }
        for entry in node.entries where style.meaningless.contains(entry.key) {
            diagnostics.error(
                .conflictingMembers, "`\(entry.key)` has no meaning with `style: \(style.rawValue)`",
                at: entry.keyNode.location, hint: PaginationShapes.example(style))
        }
    }
}

/// What a configuration declares of many lists at once.
package struct PaginationConvention: Sendable {
    package var object: PaginationObject
    /// The operations of which it does not hold.
    package var except: [OperationSelector]

    /// Reads `pagination` of a configuration and reports all that is wrong with it.
    package static func read(_ node: Node, _ diagnostics: inout DiagnosticSink) -> PaginationConvention? {
        let object = PaginationObject.read(node, PaginationShapes.convention, "`pagination`", &diagnostics)
        return object.map {
            PaginationConvention(object: $0, except: node["except"].flatMap(OperationSelector.selectors) ?? [])
        }
    }
}

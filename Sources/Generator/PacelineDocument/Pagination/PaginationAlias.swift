internal import PacelineDiagnostics
internal import PacelineYAML

/// The extensions of others that say how the pages of a list follow one another, as far as ours can say the same.
///
/// What is not understood is lost, not an error: such a document was not written for Paceline.
enum PaginationAlias: String, CaseIterable {
    case speakeasy = "x-speakeasy-pagination"
    case fern = "x-fern-pagination"
    case microsoft = "x-ms-pageable"

    /// The same in our words; nil where it says that there are no pages, or what cannot be said, which is reported.
    func read(_ node: Node, root: Node, _ diagnostics: inout DiagnosticSink) -> PaginationObject? {
        switch self {
        case .speakeasy: return speakeasy(node, &diagnostics)
        case .fern:
            // `true` stands for what the root says of all lists.
            if node.boolean == false { return nil }
            return fern(node.boolean == true ? root[rawValue] ?? node : node, at: node, &diagnostics)
        case .microsoft:
            // Without a link there is a single page. Another operation for the next page takes more than the link.
            guard node.isMapping, let next = node["nextLinkName"], next.string != nil else { return nil }
            return made(
                node["operationName"] == nil ? .bodyURL : nil, node,
                items: pointer(member: node["itemName"]?.string ?? "value", at: node["itemName"] ?? node),
                next: pointer(member: next.string ?? "", at: next), &diagnostics)
        }
    }

    /// `{ type: offsetLimit | cursor | url, inputs: [{ name, in, type }], outputs: { results, nextCursor, nextUrl } }`.
    private func speakeasy(_ node: Node, _ diagnostics: inout DiagnosticSink) -> PaginationObject? {
        let inputs = node["inputs"]?.elements.map { $0 } ?? []
        let outputs = node["outputs"]
        func part(_ type: String) -> LocatedText? {
            guard let input = inputs.first(where: { $0["type"]?.string == type }), let name = input["name"]?.string
            else {
                return nil
            }
            let isBody = input["in"]?.string == "requestBody"
            return LocatedText(text: isBody ? "$request.body#/\(name)" : name, location: input.location)
        }
        let items = path(outputs?["results"])
        let size = part("limit")
        switch node["type"]?.string {
        case "cursor":
            return made(
                .cursor, node, parameter: part("cursor"), items: items, next: path(outputs?["nextCursor"]), size: size,
                &diagnostics)
        case "url":
            return made(.bodyURL, node, items: items, next: path(outputs?["nextUrl"]), size: size, &diagnostics)
        case "offsetLimit":
            if let page = part("page") {
                return made(.page, node, parameter: page, items: items, size: size, &diagnostics)
            }
            return made(.offset, node, parameter: part("offset"), items: items, size: size, &diagnostics)
        default: return made(nil, node, items: items, &diagnostics)
        }
    }

    /// `{ cursor | offset: $request.…, next_cursor: $response.…, results: $response.… }`.
    private func fern(_ node: Node, at place: Node, _ diagnostics: inout DiagnosticSink) -> PaginationObject? {
        let items = path(node["results"])
        if node["cursor"] != nil {
            return made(
                .cursor, place, parameter: part(node["cursor"]), items: items, next: path(node["next_cursor"]),
                &diagnostics)
        }
        if node["offset"] != nil {
            // Without a step the number is a page's.
            let style = node["step"] == nil ? PaginationObject.Style.page : .offset
            return made(
                style, place, parameter: part(node["offset"]), items: items, next: path(node["has-next-page"]),
                size: part(node["step"]), &diagnostics)
        }
        return made(
            node["next_uri"] == nil ? nil : .bodyURL, place, items: items, next: path(node["next_uri"]), &diagnostics)
    }

    /// `$request.name`: a parameter, wherever it stands.
    private func part(_ node: Node?) -> LocatedText? {
        guard let node, let text = node.string else { return nil }
        for prefix in ["$request.query.", "$request.header.", "$request.body#/"] where text.hasPrefix(prefix) {
            return LocatedText(text: text, location: node.location)
        }
        guard text.hasPrefix("$request.") else { return nil }
        return LocatedText(text: String(text.dropFirst("$request.".count)), location: node.location)
    }

    /// `$response.a.b` or `$.a.b`: properties inside one another. Anything else of JSONPath says more than a pointer.
    private func path(_ node: Node?) -> LocatedText? {
        guard let node, let text = node.string, text.hasPrefix("$") else { return nil }
        let names = text.split(separator: ".", omittingEmptySubsequences: false)
        guard ["$", "$response"].contains(names[0]),
            names.dropFirst().allSatisfy({ !$0.isEmpty && !$0.contains { "[]*?@()/~'\"".contains($0) } })
        else { return nil }
        return LocatedText(text: names.dropFirst().map { "/\($0)" }.joined(), location: node.location)
    }

    private func pointer(member: String, at node: Node) -> LocatedText {
        let token = member.replacing("~", with: "~0").replacing("/", with: "~1")
        return LocatedText(text: "/\(token)", location: node.location)
    }

    private func made(
        _ style: PaginationObject.Style?, _ node: Node, parameter: LocatedText? = nil, items: LocatedText?,
        next: LocatedText? = nil, size: LocatedText? = nil, _ diagnostics: inout DiagnosticSink
    ) -> PaginationObject? {
        let has = ["parameter": parameter, "items": items, "next": next].compactMapValues(\.self)
        guard let style, let items, style.needed.allSatisfy({ has[$0] != nil }) else {
            diagnostics.lost(
                .foreignDialect, "`\(rawValue)` says what is not understood here; the operation has no pages",
                at: node.location, hint: "declare them in `x-pagination`, \(PaginationShapes.example(style ?? .cursor))"
            )
            return nil
        }
        var object = PaginationObject(style: style, items: items, location: node.location)
        object.parameter = parameter
        object.next = next
        object.size = size
        object.foreignName = rawValue
        return object
    }
}

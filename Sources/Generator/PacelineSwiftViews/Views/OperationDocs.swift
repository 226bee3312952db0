import PacelineModel
import PacelinePolicy

/// The doc comment of a method: what it does, the limits that it draws on, what goes in and what comes out.
enum OperationDocs {
    static func text(
        _ operation: Operation, body: Payload?, _ arguments: MethodArguments, api: API, names: APINames
    ) -> String {
        var docs = head(of: operation, body: body, api: api)
        parameters(arguments, &docs)
        if operation.success.payload != nil {
            let text = operation.success.description.isEmpty ? "The response's body." : operation.success.description
            let isOptional = if case .optional(let payload) = operation.result { payload.stream == nil } else { false }
            docs.item("Returns: " + text + (isOptional ? " (`nil` for an empty response)" : ""))
        }
        let errors = failures(operation, TypeExpression.inside(names))
        docs.item("Throws: `CallError`" + (errors.isEmpty ? "." : "; documented errors:"))
        for error in errors { docs.item(error, level: 1) }
        return docs.text + deprecation(operation)
    }

    /// The comment of the method that returns the list page by page.
    static func paged(_ operation: Operation, _ arguments: MethodArguments, api: API) -> String {
        var docs = head(of: operation, body: operation.requestBody, api: api)
        docs.paragraph("Each page is a call of its own, made when it is needed.")
        parameters(arguments, paging: "Where to begin, and how many pages may be read.", &docs)
        docs.item("Returns: The items, page after page; `pages` has the pages. Iterating throws `CallError`.")
        return docs.text + deprecation(operation)
    }

    private static func deprecation(_ operation: Operation) -> String {
        operation.isDeprecated ? "\n    @available(*, deprecated)" : ""
    }

    /// What the operation does, and the limits that it draws on.
    private static func head(of operation: Operation, body: Payload?, api: API) -> DocLines {
        var docs = DocLines(depth: 4)
        let (summary, description) = Self.texts(of: operation)
        docs.markdown(summary)
        docs.markdown(description)
        if let body, body != operation.requestBody { docs.paragraph("Sends the body as `\(body.mediaType)`.") }
        for limit in operation.limits {
            guard let policy = api.policy(limit.policy.name) else { continue }
            let words = LimitWords.of(policy, numbers: limit.numbers)
            docs.paragraph("**Rate limit:** \(words). Policy `\(policy.name)`, cost \(limit.cost.formatted).")
        }
        if !operation.scopes.isEmpty {
            let sets = operation.scopes.map { $0.map { "`\($0)`" }.joined(separator: ", ") }
            docs.paragraph("**Scopes:** \(sets.joined(separator: "; or ")).")
        }
        if let stream = operation.success.payload?.stream {
            let end = stream.end.map { ", up to `\($0)`" } ?? ""
            docs.paragraph("Returns the values while they arrive\(end).")
        }
        for text in besides(operation) { docs.paragraph(text) }
        for link in operation.links { docs.paragraph(link.sentence) }
        for callback in operation.callbacks { docs.paragraph(callback.sentence) }
        return docs
    }

    /// - Parameter paging: What is said of the options of a list; nil where the method has none.
    private static func parameters(_ arguments: MethodArguments, paging: String? = nil, _ docs: inout DocLines) {
        let own = paging.map { ["paging: \($0)"] } ?? []
        let described =
            arguments.parameters.filter { !$0.docs.isEmpty }.map { "\($0.name.bare): \($0.docs)" } + own
        let options = "options: Options that override the client's for \(paging == nil ? "this call" : "each page")."
        guard !described.isEmpty else { return docs.item("Parameter \(options)") }
        docs.item("Parameters:")
        for line in described + [options] { docs.item(line, level: 1) }
    }

    /// A line that says what the operation does, and all else: the summary, unless it is missing or only repeats the
    /// id; then the description's first sentence. In Markdown.
    static func texts(of operation: Operation) -> (summary: String, description: String) {
        let (summary, description) = (
            HTMLText.markdown(operation.summary).trimmingSpace, HTMLText.markdown(operation.description).trimmingSpace
        )
        let says = !summary.isEmpty && Words.of(summary) != Words.of(operation.id)
        let first = description.firstSentence
        guard says else {
            // What begins with a heading, a list or code has no sentence to begin with.
            guard first.first.map({ !"#-*|`>".contains($0) }) ?? true else { return ("", description) }
            guard !first.isEmpty else { return (summary.isEmpty ? operation.line : summary, "") }
            return (first + ".", description.withoutFirstSentence)
        }
        let isRepeated = first == summary || first + "." == summary
        return (summary, isRepeated ? description.withoutFirstSentence : description)
    }

    /// What the responses say beside what the method returns: header fields, and other media types on request.
    private static func besides(_ operation: Operation) -> [String] {
        func list(_ texts: [String]) -> String { texts.unique.map { "`\($0)`" }.joined(separator: ", ") }
        let fields = operation.successes.flatMap(\.fields).map(\.name)
        let types = operation.successes.flatMap(\.otherMediaTypes)
        return [
            fields.isEmpty ? "" : "**Response header fields:** \(list(fields)).",
            types.isEmpty ? "" : "**Other media types of the response:** \(list(types)).",
        ]
    }

    /// The responses that the document declares besides success, less the refusals, which the client waits out by
    /// itself.
    private static func failures(_ operation: Operation, _ typed: TypeExpression) -> [String] {
        let isLimited = !operation.limits.isEmpty
        let thrown = operation.failures.filter { !$0.status.isSuccess && !(isLimited && $0.status == .code(429)) }
        return thrown.map { response in
            let text = response.description.firstSentence
            let status = response.status.words
            // The type that `problem` has.
            let type =
                if case .json(.named(let id))? = response.payload?.content { " (`\(typed(.named(id)))`)" } else { "" }
            return (text.isEmpty ? status : "\(status): \(text)") + type
        }
    }
}

extension [String] {
    /// The texts, each once.
    fileprivate var unique: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0.lowercased()).inserted }
    }
}

extension Link {
    fileprivate var sentence: String {
        let target = target.map { " leads to `\($0)`" } ?? ""
        let values = parameters.map { "`\($0.name)` from `\($0.expression)`" }.joined(separator: ", ")
        let sentence = "Link `\(name)`\(target)\(values.isEmpty ? "" : " with \(values)")."
        return [sentence, description].compactMap(\.self).joined(separator: " ")
    }
}

extension Callback {
    fileprivate var sentence: String {
        let sentence = "Callback `\(name)`: the server sends `\(method.uppercased()) \(expression)`."
        return [sentence, description].compactMap(\.self).joined(separator: " ")
    }
}

extension Operation {
    /// Method and path in code voice.
    var line: String { "`\(method.rawValue.uppercased()) \(path.text)`" }
}

internal import PacelineDiagnostics
internal import PacelineYAML

/// What `x-stream` names must be there, and what looks as if it should be declared is suggested.
enum Streams: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        checkNames(document, &diagnostics)
        for operation in document.operations where operation.streamCall != .stream {
            checkItems(of: operation, document, &diagnostics)
            guard let node = document.streamNode(of: operation) else {
                suggest(operation, document, &diagnostics)
                continue
            }
            var reader = ShapeReader(diagnostics)
            reader.check(node, .members(StreamDeclaration.shape), "`x-stream`")
            diagnostics = reader.diagnostics
            if let stream = StreamDeclaration(node), let problem = problem(with: stream, of: operation, document) {
                diagnostics.add(problem)
            }
        }
    }

    /// The method for the stream is called after the operation, and may not be called like another one.
    private static func checkNames(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        let calls = document.operations.filter { $0.streamCall == .stream }
        guard !calls.isEmpty else { return }
        let others = Set(document.operations.filter { $0.streamCall != .stream }.compactMap(\.operationID))
        for call in calls {
            guard let id = call.operationID, others.contains(id) else { continue }
            diagnostics.error(
                .nameTaken, "the call for the stream would be `\(id)`, which is the id of another operation",
                at: document.streamNode(of: call)?.location, hint: "rename one of the two operations")
        }
    }

    /// What is wrong with a declaration of the right shape; nil when all that it names is there.
    static func problem(
        with stream: StreamDeclaration, of operation: Operation, _ document: Document
    ) -> Diagnostic? {
        let media = document.successMedia(of: operation)
        guard !media.streams.isEmpty else {
            return Diagnostic(
                .error, .needlessStream, "no success of `\(operation.label)` is a stream", at: stream.node.location,
                hint: "declare `text/event-stream`, or another media type of streams, in its responses")
        }
        guard let target = stream.when, let place = stream.node["when"]?.location else { return nil }
        guard !media.besides.isEmpty else {
            return Diagnostic(
                .error, .needlessStream,
                "nothing stands beside the stream of `\(operation.label)` under its status, whatever `when` says",
                at: place, hint: "remove `when`, or declare there what comes in place of the stream")
        }
        switch target {
        case .body(let pointer):
            return problem(with: pointer.tokens.first ?? "", of: operation, document, at: place)
        case .query(let name), .header(let name):
            let parameters = document.parameters(of: operation).filter { $0.place == .query }
            guard let parameter = parameters.first(where: { $0.name == name }) else {
                return Diagnostic(
                    .error, .unknownFix, "`\(operation.label)` has no query parameter `\(name)`", at: place,
                    hint: Suggestion.hint(for: name, among: parameters.map(\.name)))
            }
            return document.isSwitch(parameter.schema) ? nil : notBoolean("the query parameter `\(name)`", place)
        }
    }

    private static func problem(
        with name: String, of operation: Operation, _ document: Document, at place: SourceLocation
    ) -> Diagnostic? {
        let bodies = document.jsonBodies(of: operation)
        guard !bodies.isEmpty else {
            return Diagnostic(
                .error, .unknownFix, "`\(operation.label)` has no body of JSON", at: place,
                hint: "declare the body, or name a parameter: `$request.query.name`")
        }
        let properties = bodies.flatMap(document.properties)
        guard let property = properties.first(where: { $0.name == name }) else {
            return Diagnostic(
                .error, .unknownFix, "the body of `\(operation.label)` has no property `\(name)`", at: place,
                hint: Suggestion.hint(for: name, among: properties.map(\.name)))
        }
        return document.isSwitch(property.value) ? nil : notBoolean("the property `\(name)`", place)
    }

    private static func notBoolean(_ what: String, _ place: SourceLocation) -> Diagnostic {
        Diagnostic(
            .error, .fixNotAllowed, "\(what) is not a Boolean, so it cannot ask for a stream by being true", at: place)
    }

    /// Suggests the line that makes two methods of one, where a member of the body tells which response comes.
    private static func suggest(_ operation: Operation, _ document: Document, _ diagnostics: inout DiagnosticSink) {
        // Few bodies have such a property, so that the responses of others need not be looked at.
        let properties = document.jsonBodies(of: operation).flatMap(document.properties)
        guard let property = properties.first(where: { $0.name == "stream" }), document.isSwitch(property.value)
        else { return }
        let media = document.successMedia(of: operation)
        guard let stream = media.streams.first, media.besides.contains(where: \.isJSON) else { return }
        diagnostics.note(
            .undeclaredStream, "`stream` in the body of `\(operation.label)` looks as if it asked for `\(stream.name)`",
            at: operation.location,
            hint: "for a method of each, write `x-stream: { when: $request.body#/stream }` at the operation")
    }

    /// Only streams have values of their own.
    private static func checkItems(of operation: Operation, _ document: Document, _ diagnostics: inout DiagnosticSink) {
        let responses = operation.responses.compactMap { document.resolve($0.value)?.content }.flatMap(\.self)
        let body = operation.requestBody.flatMap { document.resolve($0)?.content } ?? []
        let inResponses = responses.filter { $0.value.itemSchema != nil && $0.kind != .events }
        for media in inResponses + body.filter({ $0.value.itemSchema != nil }) {
            diagnostics.lost(
                .notSupportedYet, "`itemSchema` of `\(media.name)` is skipped",
                at: media.value.node.entries.first { $0.key == "itemSchema" }?.keyNode.location,
                hint: "it is read of streams in responses, such as `application/jsonl`")
        }
    }
}

extension Document {
    /// The schemas of the JSON that an operation's requests carry, one for each media type.
    fileprivate func jsonBodies(of operation: Operation) -> [Schema] {
        let content = operation.requestBody.flatMap { resolve($0) }?.content ?? []
        return content.filter(\.isJSON).compactMap { $0.value.schema.flatMap(resolve) }
    }

    /// The properties of an object, those of the parts of an `allOf` included.
    fileprivate func properties(of schema: Schema) -> [Named<Schema>] {
        schema.properties + schema.allOf.compactMap(resolve).flatMap(\.properties)
    }

    /// Whether a server streams where the member of the body that asks for it is absent.
    package func streamsByDefault(_ operation: Operation, _ member: String) -> Bool {
        let properties = jsonBodies(of: operation).flatMap(properties)
        let property = (properties.first { $0.name == member }?.value).flatMap(resolve)
        return property?.defaultValue?.boolean == true
    }

    /// Whether a value can say yes or no: it is a Boolean, or null.
    fileprivate func isSwitch(_ schema: Schema?) -> Bool {
        guard let schema = schema.flatMap(resolve) else { return false }
        let types = (schema.types + (schema.anyOf + schema.oneOf).compactMap(resolve).flatMap(\.types)).filter {
            $0 != "null"
        }
        return types == ["boolean"]
    }
}

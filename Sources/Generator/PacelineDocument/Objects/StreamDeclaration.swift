internal import PacelineDiagnostics
internal import PacelineYAML

/// How an operation answers in a stream (`x-stream`): what ends it, and what of the request asks for it.
package struct StreamDeclaration: Sendable {
    let node: Node

    /// nil where it is not of its shape.
    init?(_ node: Node) {
        var reader = ShapeReader(DiagnosticSink())
        guard node.isMapping, reader.check(node, .members(Self.shape), "`x-stream`") else { return nil }
        self.node = node
    }

    /// The data that ends the stream; nil where only its end does.
    package var end: String? { node["end"]?.string }

    /// The part of the request that asks for a stream by being true; nil where every success is one.
    package var when: Variant.Fix.Target? { (node["when"]?.string).flatMap(Variant.Fix.Target.init) }

    static let shape = MappingShape(
        "`x-stream`", "How an operation answers in a stream.", allowsExtensions: true,
        [
            .optional(
                "end", .form(.streamEnd), "The data that ends the stream, such as `[DONE]`. Default: only its end does."
            ),
            .optional(
                "when", .form(.streamSwitch),
                """
                The Boolean of the request that asks for a stream: `$request.body#/stream` or `$request.query.stream`. \
                It is hidden from the caller, who gets a method for each.
                """),
        ])
}

/// One of the two calls of an operation that answers with a value or with a stream.
package enum StreamCall: Hashable, Sendable {
    case value, stream
}

extension TextForm {
    /// The data at a stream's end. Around JSON white space has no meaning, so nothing would be found with it.
    static let streamEnd = TextForm("a string", plural: "strings", pattern: #"^\S(.*\S)?$"#) { text in
        guard text.contains(where: \.isNewline) || text.first?.isWhitespace == true || text.last?.isWhitespace == true
        else { return nil }
        return Problem(
            .notSupportedYet, "an end of several lines, or with white space around it, is not supported yet",
            hint: "write a text of one line, such as `[DONE]`")
    }

    /// What asks for a stream: a member of the body or a parameter of the query.
    static let streamSwitch = TextForm(
        "an expression such as `$request.body#/stream`", plural: "expressions",
        pattern: #"^\$request\.(body#/[^/]+|query\..+)$"#
    ) { text in
        switch Variant.Fix.Target(text) {
        case .query: return nil
        case .body(let pointer) where pointer.tokens.count == 1: return nil
        case .body:
            return Problem(
                .notSupportedYet, "what asks for a stream inside a nested object is not supported yet",
                hint: "name a property of the body itself")
        case .header, nil:
            return Problem(
                .unknownExpression, "`\(text)` is not an expression for what asks for a stream",
                hint: "write `$request.body#/name` or `$request.query.name`")
        }
    }
}

extension Document {
    /// How an operation answers in a stream, in the limits file or the document; nil where neither says it, or wrongly.
    package func stream(of operation: Operation) -> StreamDeclaration? {
        streamNode(of: operation).flatMap(StreamDeclaration.init)
    }

    /// Whether an operation of one call says, wrongly, what asks for its stream: that is an error already.
    package func misdeclaresStream(_ operation: Operation) -> Bool {
        guard operation.streamCall == nil, streamNode(of: operation) != nil else { return false }
        return stream(of: operation).map { $0.when != nil } ?? true
    }

    /// The same as it is written.
    func streamNode(of operation: Operation) -> Node? { inLimitsFile("x-stream", of: operation) ?? operation.stream }

    /// The calls that an operation stands for: one for the value and one for the stream, where a part of the request
    /// tells which, else itself.
    func streamCalls(of operation: Operation) -> [Operation] {
        guard let stream = stream(of: operation), stream.when != nil,
            Streams.problem(with: stream, of: operation, self) == nil
        else { return [operation] }
        return [StreamCall.value, .stream].map { call in
            var operation = operation
            operation.streamCall = call
            return operation
        }
    }

    /// The media types of an operation's successes that are streams, and those that are none and stand under the same
    /// status.
    func successMedia(
        of operation: Operation
    ) -> (streams: [Named<MediaType>], besides: [Named<MediaType>]) {
        let contents = successes(of: operation).compactMap { resolve($0.value)?.content }
        let streaming = contents.filter { $0.contains { $0.kind == .events } }.flatMap(\.self)
        return (streaming.filter { $0.kind == .events }, streaming.filter { $0.kind != .events })
    }

    /// The successes that can have a body (RFC 9110, sections 9.3.2, 15.3.5 and 15.3.6): by a status 2xx, else
    /// `default`, unless redirections are what success means.
    private func successes(of operation: Operation) -> [Named<Referenced<Response>>] {
        guard operation.method != "head" else { return [] }
        let own = operation.responses.filter { $0.name.hasPrefix("2") }
        guard own.isEmpty else { return own.filter { !["204", "205"].contains($0.name) } }
        let isRedirected = operation.responses.contains { $0.name.hasPrefix("3") }
        return isRedirected ? [] : operation.responses.filter { $0.name == "default" }
    }
}

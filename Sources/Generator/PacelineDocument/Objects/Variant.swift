package import PacelineDiagnostics
package import PacelineYAML

/// One of several calls that share a method and a path (`x-variants`). What it does not say itself is its operation's.
package struct Variant: SpecObject {
    package let node: Node

    package init(node: Node) { self.node = node }

    package static let shape = ObjectShape(
        "a variant",
        [
            .optional("summary", .text), .optional("description", .text), .optional("tags", .texts),
            .optional("externalDocs", .object(ExternalDocumentation.self)),
            .optional("fixes", .map(.any)), .optional("parameters", .list(.reference(or: Parameter.self))),
            .optional("requestBody", .reference(or: RequestBody.self)),
            .optional("responses", .patterned(.status, .reference(or: Response.self))),
            .optional("deprecated", .boolean), .optional("x-idempotent", .boolean),
            .optional("x-idempotency-key", .text), .optional("x-pagination", .any), .optional("x-stream", .any),
        ])

    /// The constants of the call, in document order. What is no expression of the request is left out.
    package var fixes: [Fix] {
        node["fixes"]?.entries.compactMap { entry in
            Fix.Target(entry.key).map { Fix(target: $0, value: entry.value, location: entry.keyNode.location) }
        } ?? []
    }

    /// An attachment of limits.
    var rateLimit: Node? { node["x-rate-limit"] }

    /// A part of the request that is the same in every call of a variant.
    package struct Fix: Sendable {
        package var target: Target
        package var value: Node
        /// Where the expression stands.
        package var location: SourceLocation

        /// What a runtime expression (OpenAPI 3.1, section 4.8.20.4) names in a request.
        package enum Target: Hashable, Sendable {
            /// A value in the body; more than one token leads into nested objects.
            case body(JSONPointer)
            case query(String)
            case header(String)

            /// Reads `$request.body#/a`, `$request.query.a` or `$request.header.a`; nil for anything else.
            package init?(_ expression: String) {
                if expression.hasPrefix("$request.body#/"),
                    let pointer = JSONPointer(fragment: String(expression.dropFirst("$request.body".count)))
                {
                    self = .body(pointer)
                } else if let name = Self.name(in: expression, after: "$request.query.") {
                    self = .query(name)
                } else if let name = Self.name(in: expression, after: "$request.header.") {
                    self = .header(name)
                } else {
                    return nil
                }
            }

            private static func name(in expression: String, after prefix: String) -> String? {
                guard expression.hasPrefix(prefix), expression.count > prefix.count else { return nil }
                return String(expression.dropFirst(prefix.count))
            }
        }
    }
}

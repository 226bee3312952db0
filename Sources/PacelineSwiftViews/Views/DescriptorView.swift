import PacelineModel
import PacelinePolicy
package import PacelineTemplating

/// What is known of an operation before it is called, as a static value.
package struct DescriptorView: TemplateView {
    let docs: String
    let access: String
    let name: String
    /// The arguments of the initialiser, up to its parenthesis.
    let arguments: String

    package static let fields: Fields = [
        "docs": .init(\.docs), "access": .init(\.access), "name": .init(\.name), "arguments": .init(\.arguments),
    ]

    init(_ operation: Operation, api: API, names: APINames, access: FileHeader.Access) {
        var docs = DocLines(depth: 4)
        docs.paragraph(operation.summary.isEmpty ? operation.id : operation.summary)
        self.docs = docs.text
        self.access = access.modifier
        name = names.descriptor(operation.id).description
        var arguments = ["        id: \(StringLiteral.of(operation.id))"]
        if !operation.summary.isEmpty { arguments.append("        name: \(StringLiteral.of(operation.summary))") }
        if let group = operation.group { arguments.append("        group: \(StringLiteral.of(group))") }
        arguments.append("        method: .\(operation.method.rawValue)")
        arguments.append("        path: \(StringLiteral.of(operation.path.text))")
        if let accept = operation.accept { arguments.append("        accept: \(StringLiteral.of(accept))") }
        if let server = operation.server {
            arguments.append("        server: \(StringLiteral.of(server.url))")
        }
        if operation.answersRedirection { arguments.append("        answersRedirection: true") }
        if !operation.limits.isEmpty {
            let limits = operation.limits.map { limit in
                let policy = "\(names.client.bare).Limits.\(names.policy(limit.policy.name))"
                let cost = "\(policy), cost: \(limit.cost.inWords)"
                let numbers = limit.numbers.map { "numbers: \(PolicyExpression.of($0))" }
                return Signature.expression("AppliedLimit(", [cost] + [numbers].compactMap(\.self), ")", depth: 12)
            }
            arguments.append(Signature.array("limits: ", limits, depth: 8))
        }
        if !operation.security.isEmpty {
            let alternatives = operation.security.map { StringLiteral.list($0.map(\.name)) }
            arguments.append(Signature.array("security: ", alternatives, depth: 8))
        }
        switch operation.idempotency {
        case .method: break
        case .declared(let isIdempotent): arguments.append("        idempotency: .declared(\(isIdempotent))")
        case .key(let header): arguments.append("        idempotency: .key(header: \(StringLiteral.of(header)))")
        }
        self.arguments = arguments.joined(separator: ",\n") + ")"
    }
}

extension Operation {
    /// What the Accept field says: the media types of the successes, then JSON for the failures. nil where that is JSON
    /// alone, as with most.
    fileprivate var accept: String? {
        var types: [String] = []
        for payload in ([success] + otherSuccesses).compactMap(\.payload) where !types.contains(payload.mediaType) {
            types.append(payload.mediaType)
        }
        guard !types.isEmpty, types != ["application/json"] else { return nil }
        let failsInJSON = failures.contains { if case .json? = $0.payload?.content { true } else { false } }
        if failsInJSON, !types.contains("application/json"), !types.contains("*/*") {
            types.append("application/json;q=0.9")
        }
        return types.joined(separator: ", ")
    }

    /// Whether the success is a redirection.
    fileprivate var answersRedirection: Bool {
        switch success.status {
        case .code(let code): (300..<400).contains(code)
        case .range(let digit): digit == 3
        case .any: false
        }
    }
}

import PacelineModel
import PacelinePolicy
package import PacelineTemplating

/// What is known of an operation before it is called, as a static value.
package struct DescriptorView: TemplateView {
    /// A limit that the operation draws on.
    package struct Limit: TemplateView {
        let policy: String
        let cost: String
        /// Whether the policy's estimate goes before the cost.
        let isEstimated: Bool
        /// The numbers that count for this operation alone.
        let numbers: String?

        package static let fields: Fields = [
            "policy": .init(\.policy), "cost": .init(\.cost), "isEstimated": .init(\.isEstimated),
            "numbers": .init(\.numbers),
        ]
    }

    /// Responses besides successes whose bodies have a type.
    package struct Failure: TemplateView {
        /// The statuses as the document has them, in one literal.
        let statuses: String
        let type: String

        package static let fields: Fields = ["statuses": .init(\.statuses), "type": .init(\.type)]
    }

    let docs: String
    let access: String
    let name: String
    /// The operation's id, its summary and so on, as literals.
    let id: String
    let summary: String?
    let group: String?
    let sharedID: String?
    let method: String
    let path: String
    let accept: String?
    let server: String?
    let acceptsRedirection: Bool
    let limits: [Limit]
    /// Lists of schemes, one of which each request must satisfy whole.
    let security: [String]
    let idempotency: String?
    let errors: [Failure]

    package static let fields: Fields = [
        "docs": .init(\.docs), "access": .init(\.access), "name": .init(\.name), "id": .init(\.id),
        "summary": .init(\.summary), "group": .init(\.group), "sharedID": .init(\.sharedID), "method": .init(\.method),
        "path": .init(\.path),
        "accept": .init(\.accept), "server": .init(\.server), "acceptsRedirection": .init(\.acceptsRedirection),
        "limits": .init(\.limits), "security": .init(\.security), "idempotency": .init(\.idempotency),
        "errors": .init(\.errors),
    ]

    /// - Parameter onlyLimits: Whether there are no models, and no client that reads more than limits.
    init(_ operation: Operation, names: APINames, access: FileHeader.Access, onlyLimits: Bool = false) {
        var docs = DocLines(depth: 4)
        let summary = operation.summary.firstSentence
        docs.paragraph(summary.isEmpty ? operation.line : summary)
        self.docs = docs.text
        self.access = access.modifier
        name = names.descriptor(operation.id).description
        id = StringLiteral.of(operation.id)
        self.summary = summary.isEmpty ? nil : StringLiteral.of(summary)
        group = operation.group.map(StringLiteral.of)
        sharedID = operation.sharedID.map(StringLiteral.of)
        method = operation.method.rawValue
        path = StringLiteral.of(operation.path.text)
        accept = onlyLimits ? nil : operation.accept.map(StringLiteral.of)
        server = operation.server.map { StringLiteral.of($0.url) }
        acceptsRedirection = operation.isRedirection && !onlyLimits
        limits = operation.limits.map { limit in
            Limit(
                policy: names.policy(limit.policy.name).description, cost: limit.cost.formatted,
                isEstimated: limit.isEstimated, numbers: limit.numbers.map(PolicyExpression.of))
        }
        security = onlyLimits ? [] : operation.security.map { StringLiteral.list($0.map(\.name)) }
        idempotency =
            switch operation.idempotency {
            case _ where onlyLimits, .method: nil
            case .declared(let isIdempotent): "declared(\(isIdempotent))"
            case .key(let header): "key(header: \(StringLiteral.of(header)))"
            }
        errors = onlyLimits ? [] : Self.errors(of: operation, TypeExpression.outside(names))
    }

    /// The types of errors, in the order of the document, each once.
    private static func errors(of operation: Operation, _ typed: TypeExpression) -> [Failure] {
        var found: [(type: String, statuses: [String])] = []
        for response in operation.failures where !response.status.isSuccess {
            guard case .json(let reference)? = response.payload?.content else { continue }
            let type = typed(reference.nonNull)
            if let index = found.firstIndex(where: { $0.type == type }) {
                found[index].statuses.append(response.status.key)
            } else {
                found.append((type, [response.status.key]))
            }
        }
        return found.map { Failure(statuses: StringLiteral.names($0.statuses), type: $0.type) }
    }
}

import Mustache
import PacelineModel

/// What is known of an operation before it is called, as a static value.
package struct DescriptorView: View {
    let docs: [String]
    let access: String
    let name: String
    /// The arguments of the initialiser, one line each, with commas.
    let arguments: [String]

    package static let fields: Fields = [
        "docs": \.docs, "access": \.access, "name": \.name, "arguments": \.arguments,
    ]

    init(_ operation: Operation, api: API, names: APINames, access: FileHeader.Access) {
        var docs = DocLines(depth: 4)
        docs.paragraph(operation.summary.isEmpty ? operation.id : operation.summary)
        self.docs = docs.lines
        self.access = access.modifier
        name = names.descriptor(operation.id).description
        var arguments = [["        id: \(StringLiteral.of(operation.id))"]]
        if !operation.summary.isEmpty { arguments.append(["        name: \(StringLiteral.of(operation.summary))"]) }
        if let group = operation.group { arguments.append(["        group: \(StringLiteral.of(group))"]) }
        arguments.append(["        method: .\(operation.method.rawValue)"])
        arguments.append(["        path: \(StringLiteral.of(operation.path.text))"])
        if !operation.limits.isEmpty {
            let limits = operation.limits.map { limit in
                let policy = "\(names.client.bare).Limits.\(names.policy(limit.policy))"
                let numbers = limit.numbers.map { ", numbers: \(PolicyExpression.of($0))" } ?? ""
                return "AppliedLimit(\(policy), cost: \(LimitWords.number(limit.cost))\(numbers))"
            }
            arguments.append(Signature.array("limits: ", limits, depth: 8))
        }
        if !operation.security.isEmpty {
            let alternatives = operation.security.map { StringLiteral.list($0.map(\.name)) }
            arguments.append(Signature.array("security: ", alternatives, depth: 8))
        }
        switch operation.idempotency {
        case .method: break
        case .declared(let isIdempotent): arguments.append(["        idempotency: .declared(\(isIdempotent))"])
        case .key(let header): arguments.append(["        idempotency: .key(header: \(StringLiteral.of(header)))"])
        }
        self.arguments = arguments.enumerated().flatMap { index, lines in
            lines.dropLast() + [(lines.last ?? "") + (index + 1 < arguments.count ? "," : ")")]
        }
    }
}

import Mustache
import PacelineModel

/// A method of a group: what the caller sees, and the straight line from its arguments to the call.
package struct OperationView: View {
    let docs: [String]
    /// The lines of the signature, up to the brace.
    let signature: [String]
    let descriptor: String
    /// The lines that fill the request.
    let statements: [String]
    /// Whether the request is changed after it is made: else it is a constant, which the compiler insists on.
    let isFilled: Bool
    /// The call that the method returns.
    let call: String

    package static let fields: Fields = [
        "docs": \.docs, "signature": \.signature, "descriptor": \.descriptor, "statements": \.statements,
        "isFilled": \.isFilled, "call": \.call,
    ]

    init(_ operation: Operation, api: API, names: APINames, access: FileHeader.Access) {
        let arguments = MethodArguments(operation, api: api, names: names)
        docs = OperationDocs.lines(operation, arguments, api: api)
        let result = Self.result(operation.success, TypeExpression.outside(names))
        let tail = " async throws(CallError)" + (result.map { " -> \($0)" } ?? "") + " {"
        signature = Signature.lines(
            "\(access.modifier)func \(names.method(operation.id))", arguments.declarations, tail, depth: 4)
        descriptor = "\(names.client.bare).Operations.\(names.descriptor(operation.id))"
        statements = arguments.statements
        isFilled = !arguments.statements.isEmpty
        call = Self.call(operation.success)
    }

    /// The type that the method returns, nil for nothing.
    private static func result(_ success: Response, _ typed: TypeExpression) -> String? {
        switch success.payload?.content {
        case .json(let type): typed(type)
        case .text: "String"
        case .bytes, .multipart: "[UInt8]"
        case nil: nil
        }
    }

    private static func call(_ success: Response) -> String {
        switch success.payload?.content {
        case .json: "return try await client.core.value(request)"
        case .text: "return try await client.core.text(request)"
        case .bytes, .multipart: "return try await client.core.bytes(request)"
        case nil: "try await client.core.send(request)"
        }
    }
}

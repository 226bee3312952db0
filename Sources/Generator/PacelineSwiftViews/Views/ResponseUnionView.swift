import PacelineModel
package import PacelineTemplating

/// What an operation gives back whose successes differ, as an enum with a case for each status.
package struct ResponseUnionView: TemplateView {
    /// A success.
    package struct Case: TemplateView {
        let docs: String
        let name: SwiftName
        /// The type of what it carries, nil for nothing.
        let type: String?
        /// What the status is matched with: `201`, `200..<300`, or nothing but the rest.
        let pattern: String
        /// What reads it: `try response.decode()`.
        let value: String?

        package static let fields: Fields = [
            "docs": .init(\.docs), "name": .init(\.name.description), "bare": .init(\.name.bare), "type": .init(\.type),
            "pattern": .init(\.pattern), "value": .init(\.value),
        ]
    }

    let docs: String
    let access: String
    /// What stands before the members that no user calls.
    let codingAccess: String
    let name: String
    let cases: [Case]

    package static let fields: Fields = [
        "docs": .init(\.docs), "access": .init(\.access), "codingAccess": .init(\.codingAccess),
        "name": .init(\.name), "cases": .init(\.cases),
    ]

    /// nil for an operation with one kind of success.
    init?(_ operation: Operation, names: APINames, access: FileHeader.Access) {
        guard case .union(let responses) = operation.result else { return nil }
        var docs = DocLines(depth: 4)
        docs.paragraph("What `\(names.method(operation.id).bare)` returns, by the status of the response.")
        self.docs = docs.text
        self.access = access.modifier
        codingAccess = access.codingModifier
        name = names.response(operation.id).description
        var scope = NameAssigner()
        let typed = TypeExpression.inside(names)
        let cases = responses.map { Self.case($0, scope.assign(SwiftName($0.status.caseName)), typed) }
        // A success that is not declared is read as what a range says, which stands last, else as the first one.
        let hasCodesOnly = responses.allSatisfy { if case .code = $0.status { true } else { false } }
        self.cases = hasCodesOnly ? Array(cases.dropFirst()) + cases.prefix(1) : cases
    }

    private static func `case`(_ response: Response, _ name: SwiftName, _ typed: TypeExpression) -> Case {
        var docs = DocLines(depth: 8)
        let text = response.description.firstSentence
        docs.paragraph(response.status.words + (text.isEmpty ? "" : ": \(text)"))
        let (type, value): (String?, String?) =
            switch response.payload?.content {
            case .json(let type), .form(let type, _): (typed(type), "try response.decode()")
            case .text where response.payload?.mediaType.contains("*/") == true: ("String", "try response.anyText()")
            case .text: ("String", "try response.text()")
            case .bytes, .multipart, .anyParts, .stream: ("Download", "response.download")
            case nil: (nil, nil)
            }
        return Case(docs: docs.text, name: name, type: type, pattern: response.status.pattern, value: value)
    }
}

extension StatusPattern {
    /// The status as the document has it.
    var key: String {
        switch self {
        case .code(let code): "\(code)"
        case .range(let digit): "\(digit)XX"
        case .any: "default"
        }
    }

    /// The status as people write it.
    var words: String { self == .any ? "any other status" : key }

    fileprivate var pattern: String {
        switch self {
        case .code(let code): "\(code)"
        case .range(let digit): "\(digit)00..<\(digit + 1)00"
        case .any: "_"
        }
    }

    /// The reason phrase as a word (RFC 9110, section 15.3; RFC 4918, section 11.1).
    fileprivate var caseName: String {
        switch self {
        case .code(200): "ok"
        case .code(201): "created"
        case .code(202): "accepted"
        case .code(203): "nonAuthoritative"
        case .code(204): "noContent"
        case .code(205): "resetContent"
        case .code(206): "partialContent"
        case .code(207): "multiStatus"
        case .code(let code): "status\(code)"
        case .range: "success"
        case .any: "other"
        }
    }
}

import PacelineModel
package import PacelineTemplating

/// A string or an integer with known values, open for others or closed.
package struct EnumerationView: TemplateView {
    package struct Case: TemplateView {
        let access: String
        let name: String
        let value: String
        let docs: String

        package static let fields: Fields = [
            "access": .init(\.access), "name": .init(\.name), "value": .init(\.value), "docs": .init(\.docs),
        ]
    }

    let docs: String
    let access: String
    let name: String
    /// The protocol of the runtime that the type gets its behaviour from.
    let conformance: String
    let rawType: String
    let cases: [Case]

    package static let fields: Fields = [
        "docs": .init(\.docs), "access": .init(\.access), "name": .init(\.name), "conformance": .init(\.conformance),
        "rawType": .init(\.rawType),
        "cases": .init(\.cases),
    ]

    init(_ enumeration: Enumeration, names: APINames, access: FileHeader.Access) {
        var docs = DocLines(depth: 4)
        docs.paragraph(enumeration.description)
        docs.paragraph(
            enumeration.isClosed
                ? "Unknown values cannot be decoded."
                : "Unknown values are preserved.")
        docs.deprecation(enumeration.isDeprecated)
        self.docs = docs.text
        self.access = access.modifier
        name = names.type(enumeration.id).description
        let isString = enumeration.rawType == .string
        conformance = enumeration.isClosed ? "ClosedEnum" : isString ? "OpenEnum" : "OpenIntegerEnum"
        rawType = isString ? "String" : "Int"
        cases = zip(enumeration.values, names.cases(of: enumeration)).enumerated().map { index, known in
            let (value, name) = known
            let literal = isString ? StringLiteral.of(value) : value
            var docs = DocLines(depth: 8)
            docs.paragraph("`\(literal)`")
            if enumeration.notes.indices.contains(index) { docs.paragraph(enumeration.notes[index]) }
            return Case(access: access.modifier, name: name.description, value: literal, docs: docs.text)
        }
    }
}

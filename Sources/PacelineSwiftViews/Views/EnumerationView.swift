import Mustache
import PacelineModel

/// A string with known values, open for others.
package struct EnumerationView: View {
    package struct Case: View {
        let access: String
        let name: String
        let value: String

        package static let fields: Fields = ["access": \.access, "name": \.name, "value": \.value]
    }

    let docs: [String]
    let access: String
    let name: String
    let cases: [Case]

    package static let fields: Fields = [
        "docs": \.docs, "access": \.access, "name": \.name, "cases": \.cases,
    ]

    init(_ enumeration: Enumeration, names: APINames, access: FileHeader.Access) {
        var docs = DocLines(depth: 4)
        docs.paragraph(
            enumeration.description.isEmpty ? "`\(enumeration.id.name)` of the document." : enumeration.description)
        docs.paragraph("The server may send values that are not named here; they are kept.")
        docs.deprecation(enumeration.isDeprecated)
        self.docs = docs.lines
        self.access = access.modifier
        name = names.type(enumeration.id).description
        var scope = NameAssigner(taken: ["rawValue"])
        cases = enumeration.values.map { value in
            Case(
                access: access.modifier, name: scope.assign(.member(value)).description, value: StringLiteral.of(value))
        }
    }
}

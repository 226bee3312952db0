import Mustache
import PacelineModel

/// One of several types, as an enum with payloads.
package struct ChoiceView: View {
    package struct Case: View {
        let name: String
        let type: String
        /// The pattern after `case` that selects it when reading.
        let pattern: String

        package static let fields: Fields = [
            "name": \.name, "type": \.type, "pattern": \.pattern,
        ]
    }

    let docs: [String]
    let access: String
    let name: String
    let cases: [Case]
    /// What the reader switches over.
    let selector: String

    package static let fields: Fields = [
        "docs": \.docs, "access": \.access, "name": \.name, "cases": \.cases, "selector": \.selector,
    ]

    init(_ choice: Choice, names: APINames, access: FileHeader.Access, kinds: (TypeReference) -> String) {
        let typed = TypeExpression.inside(names)
        var docs = DocLines(depth: 4)
        docs.paragraph(choice.description.isEmpty ? "`\(choice.id.name)` of the document." : choice.description)
        docs.deprecation(choice.isDeprecated)
        self.docs = docs.lines
        self.access = access.modifier
        name = names.type(choice.id).description
        var scope = NameAssigner(taken: ["unknown"])
        var tags: [String] = []
        var cases: [Case] = []
        for alternative in choice.alternatives {
            let pattern: String
            if choice.discriminator == nil {
                pattern = "." + kinds(alternative.type)
            } else {
                pattern = (tags.count..<(tags.count + alternative.tags.count)).map(String.init).joined(separator: ", ")
                tags += alternative.tags
            }
            cases.append(
                Case(
                    name: scope.assign(.member(alternative.name)).description, type: typed(alternative.type),
                    pattern: pattern))
        }
        self.cases = cases
        if let discriminator = choice.discriminator {
            selector = "reader.which(\(StringLiteral.of(discriminator)), \(StringLiteral.names(tags)))"
        } else {
            selector = "reader.kind"
        }
    }
}

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

    let docs: String
    let access: String
    let name: String
    /// `, Hashable` or the like, where the configuration asks for it.
    let conformances: String
    let cases: [Case]
    /// What the reader switches over.
    let selector: String

    package static let fields: Fields = [
        "docs": \.docs, "access": \.access, "name": \.name, "conformances": \.conformances,
        "cases": \.cases, "selector": \.selector,
    ]

    init(_ choice: Choice, conformances: String, names: APINames, access: FileHeader.Access) {
        self.conformances = conformances
        let typed = TypeExpression.inside(names)
        var docs = DocLines(depth: 4)
        docs.paragraph(choice.description.isEmpty ? "`\(choice.id.name)` of the document." : choice.description)
        docs.deprecation(choice.isDeprecated)
        self.docs = docs.text
        self.access = access.modifier
        name = names.type(choice.id).description
        let selection = Selection(choice)
        selector = selection.selector
        var scope = NameAssigner(taken: ["unknown"])
        cases = zip(choice.alternatives, selection.patterns).map { alternative, pattern in
            Case(
                name: scope.assign(names.member(alternative.name, of: choice.id.name)).description,
                type: typed(alternative.type),
                pattern: pattern)
        }
    }
}

/// How the reader tells the alternatives of a choice apart.
private struct Selection {
    let selector: String
    /// The pattern of each alternative.
    let patterns: [String]

    init(_ choice: Choice) {
        let alternatives = choice.alternatives
        if let discriminator = choice.discriminator {
            let tags = alternatives.map(\.tags)
            selector =
                "reader.which(\(StringLiteral.of(discriminator)), \(StringLiteral.names(tags.flatMap { $0 })))"
            patterns = Self.places(tags.map(\.count))
            return
        }
        let kinds = alternatives.map { alternative in Set(alternative.shapes.map(\.kind)) }
        let all = kinds.flatMap { $0 }
        if Set(all).count == all.count, !all.contains(nil) {
            selector = "reader.kind"
            patterns = kinds.map { kinds in
                kinds.compactMap { $0.map { "." + $0.rawValue } }.sorted().joined(separator: ", ")
            }
        } else {
            let shapes = alternatives.map { $0.shapes.isEmpty ? [.anything] : $0.shapes }
            selector = "reader.choice(of: \(ShapeLiteral.of(shapes.flatMap { $0 })))"
            patterns = Self.places(shapes.map(\.count))
        }
    }

    /// The places of lists that stand one behind the other, as patterns.
    private static func places(_ counts: [Int]) -> [String] {
        var start = 0
        return counts.map { count in
            defer { start += count }
            return (start..<(start + count)).map(String.init).joined(separator: ", ")
        }
    }
}

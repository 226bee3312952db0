import PacelineModel
package import PacelineTemplating

/// One of several types, as an enum with payloads.
package struct UnionView: TemplateView {
    package struct Case: TemplateView {
        let name: String
        let type: String
        /// The pattern after `case` that selects it when reading.
        let pattern: String
        /// The property whose values tell the alternatives apart, as a literal; nothing where the value writes it
        /// itself, or where there is none.
        let discriminator: String
        /// What the tags are to the writer: `tag` where they are texts, else `plainTag`.
        let tagLabel: String
        /// The discriminator's values that mean this alternative, in one literal.
        let tags: String

        package static let fields: Fields = [
            "name": .init(\.name), "type": .init(\.type), "pattern": .init(\.pattern),
            "discriminator": .init(\.discriminator), "tagLabel": .init(\.tagLabel), "tags": .init(\.tags),
        ]
    }

    let docs: String?
    let access: String
    /// What stands before the members that no user calls.
    let codingAccess: String
    let name: String
    /// The protocols that it conforms to: `JSONModel`.
    let protocols: String
    let cases: [Case]
    /// The reader's property or call that tells the alternatives apart.
    let selector: String

    package static let fields: Fields = [
        "docs": .init(\.docs), "access": .init(\.access), "codingAccess": .init(\.codingAccess),
        "name": .init(\.name), "protocols": .init(\.protocols), "cases": .init(\.cases), "selector": .init(\.selector),
    ]

    init(_ union: Union, protocols: String, names: APINames, access: FileHeader.Access) {
        self.protocols = protocols
        let typed = TypeExpression.inside(names)
        var docs = DocLines(depth: 4)
        docs.paragraph(union.description)
        docs.deprecation(union.isDeprecated)
        self.docs = docs.textIfAny
        self.access = access.modifier
        codingAccess = access.codingModifier
        name = names.type(union.id).description
        var scope = NameAssigner(taken: ["unknown"])
        let members = union.alternatives.map { scope.assign(names.member($0.name, of: union.id.name)) }
        let selection = Selection(union, names: members.map(\.bare))
        selector = selection.selector
        cases = union.alternatives.indices.map { index in
            let alternative = union.alternatives[index]
            return Case(
                name: members[index].description,
                type: typed(alternative.type),
                pattern: selection.patterns[index],
                discriminator: Self.discriminator(of: union, for: alternative, names).map(StringLiteral.of) ?? "",
                tagLabel: alternative.hasTextTags ? "tag" : "plainTag",
                tags: StringLiteral.names(alternative.tags))
        }
    }

    /// The tag goes with the value, unless that is a union which writes it itself.
    private static func discriminator(
        of union: Union, for alternative: Union.Alternative, _ names: APINames
    ) -> String? {
        guard let discriminator = union.discriminator, !alternative.tags.isEmpty else { return nil }
        guard let id = alternative.type.name, case .union(let inner) = names.declaration(of: id) else {
            return discriminator
        }
        return inner.discriminator == discriminator ? nil : discriminator
    }
}

/// How the reader tells the alternatives of a union apart.
private struct Selection {
    let selector: String
    /// The pattern of each alternative.
    let patterns: [String]

    /// - Parameter names: The name of each alternative.
    init(_ union: Union, names: [String]) {
        let alternatives = union.alternatives
        if union.isToldByKind {
            selector = "kind"
            patterns = alternatives.map { alternative in
                Set(alternative.shapes.compactMap(\.kind)).map { "." + $0.rawValue }.sorted().joined(separator: ", ")
            }
            return
        }
        guard let discriminator = union.discriminator else {
            selector = "alternative(of: \(ShapeLiteral.of(union, names: names)))"
            patterns = names.map(StringLiteral.of)
            return
        }
        let tags = Self.ownTags(alternatives)
        let property = StringLiteral.of(discriminator)
        guard !union.isAlwaysTagged else {
            selector = "discriminator(\(property))"
            patterns = tags.map(Self.pattern)
            return
        }
        // An alternative is called by its first tag; one that has none by its name, or another that is no tag.
        var taken = Set(tags.joined())
        let called = zip(tags, names).map { tags, name in
            if let first = tags.first { return first }
            var name = name
            while !taken.insert(name).inserted { name += "_" }
            return name
        }
        let all = StringLiteral.names(tags.flatMap { $0 })
        selector = "discriminator(\(property), \(all), else: \(ShapeLiteral.of(union, names: called)))"
        patterns = zip(tags, called).map { tags, name in Self.pattern(tags.isEmpty ? [name] : tags) }
    }

    /// The tags of each alternative that none before it has.
    private static func ownTags(_ alternatives: [Union.Alternative]) -> [[String]] {
        var taken: Set<String> = []
        return alternatives.map { $0.tags.filter { taken.insert($0).inserted } }
    }

    private static func pattern(_ names: [String]) -> String { names.map(StringLiteral.of).joined(separator: ", ") }
}

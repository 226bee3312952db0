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
    let name: String
    /// The protocols that it conforms to: `JSONModel`.
    let protocols: String
    let cases: [Case]
    /// The reader's property or call that tells the alternatives apart.
    let selector: String

    package static let fields: Fields = [
        "docs": .init(\.docs), "access": .init(\.access), "name": .init(\.name), "protocols": .init(\.protocols),
        "cases": .init(\.cases), "selector": .init(\.selector),
    ]

    init(_ union: Union, protocols: String, names: APINames, access: FileHeader.Access) {
        self.protocols = protocols
        let typed = TypeExpression.inside(names)
        var docs = DocLines(depth: 4)
        docs.paragraph(union.description)
        docs.deprecation(union.isDeprecated)
        self.docs = docs.textIfAny
        self.access = access.modifier
        name = names.type(union.id).description
        let selection = Selection(union)
        selector = selection.selector
        var scope = NameAssigner(taken: ["unknown"])
        cases = zip(union.alternatives, selection.patterns).map { alternative, pattern in
            Case(
                name: scope.assign(names.member(alternative.name, of: union.id.name)).description,
                type: typed(alternative.type),
                pattern: pattern,
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

    init(_ union: Union) {
        let alternatives = union.alternatives
        if union.isToldByKind {
            selector = "kind"
            patterns = alternatives.map { alternative in
                Set(alternative.shapes.compactMap(\.kind)).map { "." + $0.rawValue }.sorted().joined(separator: ", ")
            }
            return
        }
        let literal = ShapeLiteral.of(union)
        let shapePlaces = Self.places(alternatives.map { max(1, $0.shapes.count) })
        guard let discriminator = union.discriminator else {
            selector = "alternative(of: \(literal))"
            patterns = shapePlaces.map { Self.pattern([$0]) }
            return
        }
        let tags = alternatives.map(\.tags)
        let call = "discriminator(\(StringLiteral.of(discriminator)), \(StringLiteral.names(tags.flatMap { $0 }))"
        let tagPlaces = Self.places(tags.map(\.count))
        if union.isAlwaysTagged {
            selector = call + ")"
            patterns = tagPlaces.map { Self.pattern([$0]) }
        } else {
            // Shapes are numbered after the tags.
            let count = tags.joined().count
            selector = call + ", else: \(literal))"
            patterns = zip(tagPlaces, shapePlaces).map { tags, shapes in
                Self.pattern([tags, shapes.lowerBound + count..<shapes.upperBound + count])
            }
        }
    }

    /// The places of lists that stand one behind the other.
    private static func places(_ counts: [Int]) -> [Range<Int>] {
        var start = 0
        return counts.map { count in
            defer { start += count }
            return start..<(start + count)
        }
    }

    private static func pattern(_ places: [Range<Int>]) -> String {
        places.joined().map(String.init).joined(separator: ", ")
    }
}

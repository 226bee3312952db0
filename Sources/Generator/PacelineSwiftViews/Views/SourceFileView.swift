package import PacelineModel
package import PacelineTemplating

/// A file of calls and types: a group with what only it uses, the shared types, or a shard.
package struct SourceFileView: TemplateView {
    /// The calls of one group in this file.
    package struct Calls: TemplateView {
        /// The type that the methods extend.
        let type: String
        let operations: [OperationView]

        package static let fields: Fields = [
            "type": .init(\.type), "operations": .init(\.operations),
        ]
    }

    let comment: String
    let imports: [String]
    let client: String
    let calls: [Calls]
    let descriptors: [DescriptorView]
    let responses: [ResponseUnionView]
    let types: [TypeView]

    package static let fields: Fields = [
        "comment": .init(\.comment), "imports": .init(\.imports), "client": .init(\.client), "calls": .init(\.calls),
        "descriptors": .init(\.descriptors), "responses": .init(\.responses), "types": .init(\.types),
    ]

    /// A file that tells of operations what counts for limits, and of nothing else.
    package init(limitsOf operations: [Operation], names: APINames, header: FileHeader) {
        comment = header.comment
        client = names.client.description
        imports = operations.isEmpty ? [] : header.imports(foundation: false)
        descriptors = operations.map {
            DescriptorView($0, names: names, access: header.access, onlyLimits: true)
        }
        (calls, responses, types) = ([], [], [])
    }

    /// A file with the given operations and types, in that order. With neither, it imports nothing.
    package init(
        operations: [Operation], types: [TypeDeclaration], api: API, names: APINames, layout: TypeLayout,
        header: FileHeader
    ) {
        let access = header.access
        comment = header.comment
        client = names.client.description
        let usesFoundation = types.contains { $0.usesFoundation } || operations.contains { $0.usesFoundation }
        // Few documents have types of the user's own.
        let mentioned =
            names.hasExternalTypes ? types.flatMap(\.references) + operations.flatMap(\.mentionedTypes) : []
        imports =
            operations.isEmpty && types.isEmpty
            ? []
            : header.imports(
                foundation: usesFoundation, modules: names.modules(of: mentioned),
                conformsOnly: operations.isEmpty && types.allSatisfy(\.isEnumeration))
        let members = Dictionary(grouping: operations, by: \.namespace)
        let groups: [String?] = api.namespaces.map(\.name) + [nil]
        calls = groups.compactMap { group in
            guard let members = members[group] else { return nil }
            let type = group.map { "\(names.client).\(names.groupType($0))" } ?? names.client.description
            return Calls(
                type: type,
                operations: members.flatMap { OperationView.all($0, api: api, names: names, access: access) })
        }
        descriptors = operations.map { DescriptorView($0, names: names, access: access) }
        responses = operations.compactMap { ResponseUnionView($0, names: names, access: access) }
        self.types = types.map { TypeView($0, names: names, layout: layout, access: access) }
    }
}

extension TypeDeclaration {
    fileprivate var isEnumeration: Bool { if case .enumeration = self { true } else { false } }
}

/// A type of the document, which is one of these.
package struct TypeView: TemplateView {
    private(set) var record: RecordView?
    private(set) var enumeration: EnumerationView?
    private(set) var closedEnumeration: EnumerationView?
    private(set) var union: UnionView?

    package static let fields: Fields = [
        "record": .init(\.record), "enumeration": .init(\.enumeration),
        "closedEnumeration": .init(\.closedEnumeration), "union": .init(\.union),
    ]

    init(_ declaration: TypeDeclaration, names: APINames, layout: TypeLayout, access: FileHeader.Access) {
        switch declaration {
        case .record(let record):
            self.record = RecordView(record, layout: layout, names: names, access: access)
        case .enumeration(let enumeration) where enumeration.isClosed:
            closedEnumeration = EnumerationView(enumeration, names: names, access: access)
        case .enumeration(let enumeration):
            self.enumeration = EnumerationView(enumeration, names: names, access: access)
        case .union(let union):
            self.union = UnionView(union, protocols: layout.protocols(of: union.id), names: names, access: access)
        }
    }
}

extension TypeDeclaration {
    fileprivate var usesFoundation: Bool {
        switch self {
        case .record(let record):
            record.properties.contains { $0.type.usesFoundation } || record.additional?.usesFoundation == true
        case .enumeration: false
        case .union(let union): union.alternatives.contains { $0.type.usesFoundation }
        }
    }
}

extension Operation {
    fileprivate var usesFoundation: Bool { mentionedTypes.contains { $0.usesFoundation } }
}

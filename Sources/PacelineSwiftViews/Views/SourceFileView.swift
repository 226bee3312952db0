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
    let hasDescriptors: Bool
    let answers: [AnswerView]
    let hasAnswers: Bool
    let types: [TypeView]
    let hasTypes: Bool

    package static let fields: Fields = [
        "comment": .init(\.comment), "imports": .init(\.imports), "client": .init(\.client), "calls": .init(\.calls),
        "descriptors": .init(\.descriptors),
        "hasDescriptors": .init(\.hasDescriptors), "answers": .init(\.answers), "hasAnswers": .init(\.hasAnswers),
        "types": .init(\.types),
        "hasTypes": .init(\.hasTypes),
    ]

    /// A file with the given operations and types, in that order. With neither, it imports nothing.
    package init(
        operations: [Operation], types: [TypeDeclaration], api: API, names: APINames, header: FileHeader
    ) {
        let access = header.access
        comment = header.comment
        client = names.client.description
        let usesFoundation = types.contains { $0.usesFoundation } || operations.contains { $0.usesFoundation }
        let mentioned = types.flatMap(\.references) + operations.flatMap(\.mentionedTypes)
        imports =
            operations.isEmpty && types.isEmpty
            ? [] : header.imports(foundation: usesFoundation, modules: names.modules(of: mentioned))
        let groups: [String?] = api.groups.map(\.name) + [nil]
        calls = groups.compactMap { group in
            let members = operations.filter { $0.group == group }
            guard !members.isEmpty else { return nil }
            let type = group.map { "\(names.client).\(names.groupType($0))" } ?? names.client.description
            return Calls(
                type: type,
                operations: members.flatMap { OperationView.all($0, api: api, names: names, access: access) })
        }
        descriptors = operations.map { DescriptorView($0, api: api, names: names, access: access) }
        hasDescriptors = !operations.isEmpty
        answers = operations.compactMap { AnswerView($0, names: names, access: access) }
        hasAnswers = !answers.isEmpty
        self.types = types.map { TypeView($0, api: api, names: names, access: access) }
        hasTypes = !types.isEmpty
    }
}

/// A type of the document: exactly one of the lists has it.
package struct TypeView: TemplateView {
    let records: [RecordView]
    let enumerations: [EnumerationView]
    let closedEnumerations: [EnumerationView]
    let choices: [ChoiceView]

    package static let fields: Fields = [
        "records": .init(\.records), "enumerations": .init(\.enumerations),
        "closedEnumerations": .init(\.closedEnumerations),
        "choices": .init(\.choices),
    ]

    init(_ declaration: TypeDeclaration, api: API, names: APINames, access: FileHeader.Access) {
        var records: [RecordView] = []
        var enumerations: [EnumerationView] = []
        var closed: [EnumerationView] = []
        var choices: [ChoiceView] = []
        let conformances = api.conformances[declaration.id].map { ", \($0.rawValue)" } ?? ""
        switch declaration {
        case .record(let record):
            records.append(RecordView(record, conformances: conformances, names: names, access: access))
        case .enumeration(let enumeration):
            let view = EnumerationView(enumeration, names: names, access: access)
            if enumeration.isClosed { closed.append(view) } else { enumerations.append(view) }
        case .choice(let choice):
            choices.append(ChoiceView(choice, conformances: conformances, names: names, access: access))
        }
        self.records = records
        self.enumerations = enumerations
        closedEnumerations = closed
        self.choices = choices
    }
}

extension TypeDeclaration {
    fileprivate var usesFoundation: Bool {
        switch self {
        case .record(let record):
            record.properties.contains { $0.type.usesFoundation } || record.additional?.usesFoundation == true
        case .enumeration: false
        case .choice(let choice): choice.alternatives.contains { $0.type.usesFoundation }
        }
    }
}

extension Operation {
    fileprivate var usesFoundation: Bool { mentionedTypes.contains { $0.usesFoundation } }
}

import Mustache
package import PacelineModel

/// A file of calls and types: a group with what only it uses, the shared types, or a shard.
package struct SourceFileView: View {
    /// The calls of one group in this file.
    package struct Calls: View {
        /// The type that the methods extend.
        let type: String
        let operations: [OperationView]

        package static let fields: Fields = [
            "type": \.type, "operations": \.operations,
        ]
    }

    let comment: String
    let imports: [String]
    let client: String
    let calls: [Calls]
    let descriptors: [DescriptorView]
    let hasDescriptors: Bool
    let types: [TypeView]
    let hasTypes: Bool

    package static let fields: Fields = [
        "comment": \.comment, "imports": \.imports, "client": \.client, "calls": \.calls, "descriptors": \.descriptors,
        "hasDescriptors": \.hasDescriptors, "types": \.types, "hasTypes": \.hasTypes,
    ]

    /// A file with the given operations and types, in that order. With neither, it imports nothing.
    package init(
        operations: [Operation], types: [TypeDeclaration], api: API, names: APINames, header: FileHeader
    ) {
        let access = header.access
        comment = header.comment
        client = names.client.description
        let usesFoundation = types.contains { $0.usesFoundation } || operations.contains { $0.usesFoundation }
        imports = operations.isEmpty && types.isEmpty ? [] : header.imports(foundation: usesFoundation)
        let groups: [String?] = api.groups.map(\.name) + [nil]
        calls = groups.compactMap { group in
            let members = operations.filter { $0.group == group }
            guard !members.isEmpty else { return nil }
            let type = group.map { "\(names.client).\(names.groupType($0))" } ?? names.client.description
            return Calls(
                type: type,
                operations: members.map { OperationView($0, api: api, names: names, access: access) })
        }
        descriptors = operations.map { DescriptorView($0, api: api, names: names, access: access) }
        hasDescriptors = !operations.isEmpty
        self.types = types.map { TypeView($0, api: api, names: names, access: access) }
        hasTypes = !types.isEmpty
    }
}

/// A type of the document: exactly one of the lists has it.
package struct TypeView: View {
    let records: [RecordView]
    let enumerations: [EnumerationView]
    let choices: [ChoiceView]

    package static let fields: Fields = [
        "records": \.records, "enumerations": \.enumerations, "choices": \.choices,
    ]

    init(_ declaration: TypeDeclaration, api: API, names: APINames, access: FileHeader.Access) {
        switch declaration {
        case .record(let record):
            records = [RecordView(record, names: names, access: access)]
            (enumerations, choices) = ([], [])
        case .enumeration(let enumeration):
            enumerations = [EnumerationView(enumeration, names: names, access: access)]
            (records, choices) = ([], [])
        case .choice(let choice):
            choices = [ChoiceView(choice, names: names, access: access, kinds: api.jsonKind)]
            (records, enumerations) = ([], [])
        }
    }
}

extension API {
    /// The case of `JSONKind` that values of the type have.
    func jsonKind(_ type: TypeReference) -> String {
        switch type {
        case .string, .dateTime, .date: "string"
        case .boolean: "boolean"
        case .integer, .int32, .int64, .float, .double: "number"
        case .array: "array"
        case .map: "object"
        case .json: "null"
        case .nullable(let inner): jsonKind(inner)
        case .named(let id): if case .enumeration? = self.type(id) { "string" } else { "object" }
        }
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
    fileprivate var usesFoundation: Bool {
        let payloads = [requestBody, success.payload].compactMap { $0 }
        let types = payloads.compactMap { if case .json(let type) = $0.content { type } else { nil } }
        return (types + parameters.filter { $0.source == .caller }.map(\.type)).contains { $0.usesFoundation }
    }
}

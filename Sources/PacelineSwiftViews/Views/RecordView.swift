import PacelineModel
package import PacelineTemplating

/// A struct for an object of the document.
package struct RecordView: TemplateView {
    /// A property and how it is read and written.
    package struct Field: TemplateView {
        let docs: String
        /// `@Boxed ` or nothing.
        let wrapper: String
        /// What stands before the name: the wrapper, the access level, `var` or `let`.
        var modifiers: String
        /// The name and the type.
        let declaration: String
        /// What computes the property, where it is not stored.
        var accessors = ""
        let member: SwiftName
        /// What the memberwise initialiser stores: its parameter, or the value that nobody is asked for.
        var initial: String
        /// What reads the value.
        let reading: String

        package static let fields: Fields = [
            "docs": .init(\.docs), "modifiers": .init(\.modifiers), "declaration": .init(\.declaration),
            "accessors": .init(\.accessors),
        ]
    }

    let docs: String
    let access: String
    let name: String
    /// `, Hashable` or the like, where the configuration asks for it.
    let conformances: String
    let properties: [Field]
    /// Where a wide record keeps its properties; none for others.
    let parts: [RecordPart]
    /// The memberwise initialiser's signature, up to its brace.
    let signature: String
    /// The lines of that initialiser.
    let assignments: String
    /// The lines that read the members.
    let readings: String
    /// The lines that write the members, constants included.
    let writings: String

    package static let fields: Fields = [
        "docs": .init(\.docs), "access": .init(\.access), "name": .init(\.name), "conformances": .init(\.conformances),
        "properties": .init(\.properties),
        "parts": .init(\.parts), "signature": .init(\.signature), "assignments": .init(\.assignments),
        "readings": .init(\.readings),
        "writings": .init(\.writings),
    ]

    init(_ record: Record, conformances: String, names: APINames, access: FileHeader.Access) {
        self.conformances = conformances
        let typed = TypeExpression.inside(names)
        var docs = DocLines(depth: 4)
        docs.paragraph(record.description.isEmpty ? "`\(record.id.name)` of the document." : record.description)
        docs.paragraph(record.constraints.asSentence)
        docs.deprecation(record.isDeprecated)
        self.docs = docs.text
        self.access = access.modifier
        name = names.type(record.id).description
        var scope = NameAssigner(taken: ["hashValue"])
        var parameters: [String] = []
        var fields: [Field] = []
        var members: [SwiftName?] = []
        for property in record.properties {
            guard property.constant == nil else {
                members.append(nil)
                continue
            }
            let member = scope.assign(names.member(property.name, of: record.id.name))
            var field = Field(property, member, typed, access)
            let initialValue = property.initialValue(typed)
            if property.isTag, let initialValue {
                field.initial = initialValue
            } else {
                parameters.append(field.declaration + (initialValue.map { " = " + $0 } ?? ""))
            }
            fields.append(field)
            members.append(member)
        }
        if let additional = record.additional {
            let member = scope.assign(SwiftName("additionalProperties"))
            let field = Field(rest: additional, member: member, typed, access, keys: record.properties.map(\.name))
            parameters.append(field.declaration + " = [:]")
            fields.append(field)
        }
        let storage = RecordStorage(
            fields, conformances: conformances, scope: &scope, types: names.typeNames(in: record))
        properties = storage.fields
        parts = storage.parts
        assignments = storage.assignments.lines(depth: 12)
        readings = storage.readings.lines(depth: 12)
        var writings = zip(record.properties, members).map { property, member in
            guard let member else { return Writing.constant(property) }
            return Writing.member(storage.path(to: member), of: property)
        }
        if record.additional != nil, let rest = fields.last {
            writings.append("writer.rest(\(storage.path(to: rest.member)))")
        }
        self.writings = writings.lines(depth: 12)
        signature = Signature.text("\(access.modifier)init", parameters, " {", depth: 8)
    }
}

extension Property {
    /// Whether the Swift property is optional: the key may be absent, or its value null.
    var isOptional: Bool { !isRequired || type.isNullable }

    /// What the initialiser takes when nothing is said: nothing for an optional, the only value where there is but one.
    func initialValue(_ typed: TypeExpression) -> String? {
        if isOptional && !isTag { return tellsNullFromAbsent ? ".absent" : "nil" }
        guard let onlyValue, onlyValue.literal != "nil" else { return nil }
        guard case .named(let id) = type.nonNull else { return onlyValue.literal }
        let text = onlyValue.scalarText ?? ""
        let value =
            typed.names.closedCase(id, text).map { ".\($0.bare)" }
            ?? "\(typed(type.nonNull))(rawValue: \(onlyValue.literal))"
        return tellsNullFromAbsent ? ".value(\(value))" : value
    }
}

extension RecordView.Field {
    init(_ property: Property, _ member: SwiftName, _ typed: TypeExpression, _ access: FileHeader.Access) {
        var docs = DocLines(depth: 8)
        docs.paragraph(property.description)
        docs.paragraph(property.constraints.asSentence)
        if docs.isEmpty { docs.paragraph("`\(property.name)` of the document.") }
        docs.deprecation(property.isDeprecated)
        self.docs = docs.text
        let written =
            property.tellsNullFromAbsent
            ? "Nullable<\(typed(property.type.nonNull))>"
            : property.isOptional ? typed.optional(property.type) : typed(property.type)
        declaration = "\(member): \(written)"
        wrapper = property.isBoxed ? "@Boxed " : ""
        modifiers = wrapper + access.modifier + (property.isTag ? "let" : "var")
        self.member = member
        initial = member.description
        reading = "reader.\(CodingCall(property).name)(\(StringLiteral.of(property.name)))"
    }

    init(
        rest type: TypeReference, member: SwiftName, _ typed: TypeExpression, _ access: FileHeader.Access,
        keys: [String]
    ) {
        var docs = DocLines(depth: 8)
        docs.paragraph("The members that the document does not name.")
        self.docs = docs.text
        declaration = "\(member): [String: \(typed(type))]"
        wrapper = ""
        modifiers = access.modifier + "var"
        self.member = member
        initial = member.description
        reading = "reader.rest(\(StringLiteral.names(keys)))"
    }
}

/// The lines that write the members of a record.
private enum Writing {
    static func member(_ path: String, of property: Property) -> String {
        // A key that must be there is written as null; others are left out.
        let call = property.isRequired && property.type.isNullable ? "put" : CodingCall(property).writing
        return "writer.\(call)(\(StringLiteral.of(property.name)), \(path))"
    }

    static func constant(_ property: Property) -> String {
        let value = property.constant ?? .null
        let call =
            switch value {
            case .boolean: "bool"
            case .number(let text): Int(text) == nil ? "double" : "int"
            default: "string"
            }
        return "writer.\(call)(\(StringLiteral.of(property.name)), \(value.literal))"
    }
}

extension Sample {
    /// What a string or a number says.
    fileprivate var scalarText: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .null, .boolean, .array, .object: nil
        }
    }

    /// A scalar as a literal of Swift.
    var literal: String {
        switch self {
        case .boolean(let value): String(value)
        case .number(let text): text
        case .string(let text): StringLiteral.of(text)
        case .null, .array, .object: "nil"
        }
    }
}

/// The reader's and writer's method for a type: named and concrete for the common ones, which compile cheaply.
private struct CodingCall {
    let name: String
    let writing: String

    init(_ property: Property) {
        guard !property.tellsNullFromAbsent else {
            (name, writing) = ("nullable", "nullable")
            return
        }
        let isOptional = property.isOptional
        let plain: String
        switch property.type.nonNull {
        case .string: plain = "string"
        case .integer: plain = "int"
        case .double: plain = "double"
        case .boolean: plain = "bool"
        case .dateTime: plain = "date"
        case .array: plain = "list"
        case .map: plain = "map"
        default: plain = ""
        }
        guard !plain.isEmpty else {
            name = isOptional ? "opt" : "get"
            writing = isOptional ? "opt" : "put"
            return
        }
        name = isOptional ? "opt" + plain.prefix(1).uppercased() + plain.dropFirst() : plain
        writing = name
    }
}

extension String {
    /// Words with a capital letter at their start and a full stop at their end; nothing where there are none.
    fileprivate var asSentence: String { isEmpty ? "" : prefix(1).uppercased() + dropFirst() + "." }
}

extension DocLines {
    /// Says that the document deprecates a type or a property. The attribute would make generated code, which uses
    /// both, warn of itself.
    mutating func deprecation(_ isDeprecated: Bool) {
        if isDeprecated { paragraph("Deprecated.") }
    }
}

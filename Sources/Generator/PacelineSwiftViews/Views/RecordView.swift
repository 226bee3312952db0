import PacelineModel
package import PacelineTemplating

/// A struct for an object.
package struct RecordView: TemplateView {
    let docs: String?
    let access: String
    /// What stands before the members that no user calls.
    let codingAccess: String
    let name: String
    /// The protocols that it conforms to: `JSONModel`.
    let protocols: String
    /// `, Hashable` or the like for its parts, where the configuration asks for it.
    let conformances: String
    let properties: [Property]
    /// Where a wide record keeps its properties; none for others.
    let parts: [Part]
    /// What is written, in the order of the document, constants included.
    let writings: [Writing]

    package static let fields: Fields = [
        "docs": .init(\.docs), "access": .init(\.access), "codingAccess": .init(\.codingAccess),
        "name": .init(\.name), "protocols": .init(\.protocols), "conformances": .init(\.conformances),
        "initDocs": .init(\.initDocs), "properties": .init(\.properties), "parameters": .init(\.parameters),
        "stored": .init(\.stored),
        "parts": .init(\.parts), "writings": .init(\.writings),
    ]

    /// What the memberwise initialiser asks for.
    private var parameters: [Property] {
        properties.allSatisfy(\.isParameter) ? properties : properties.filter(\.isParameter)
    }
    /// The comment of the memberwise initialiser.
    private var initDocs: String {
        var docs = DocLines(depth: 8)
        docs.paragraph("Creates \(name.withArticle).")
        let described = parameters.filter { !$0.summary.isEmpty }
        if !described.isEmpty { docs.item("Parameters:") }
        for parameter in described { docs.item("\(parameter.member.bare): \(parameter.summary).", level: 1) }
        return docs.text
    }
    /// The properties that the record keeps itself.
    private var stored: [Property] { parts.isEmpty ? properties : [] }

    init(_ record: Record, layout: TypeLayout, names: APINames, access: FileHeader.Access) {
        protocols = layout.protocols(of: record.id)
        conformances = layout.partConformances(of: record.id)
        let boxed = layout.boxed[record.id]
        let typed = TypeExpression.inside(names)
        var docs = DocLines(depth: 4)
        docs.paragraph(record.description)
        docs.paragraph(ConstraintWords.sentence(record.constraints))
        docs.deprecation(record.isDeprecated)
        self.docs = docs.textIfAny
        self.access = access.modifier
        codingAccess = access.codingModifier
        name = names.type(record.id).description
        var scope = NameAssigner(taken: ["hashValue"])
        let members = names.members(of: record, in: &scope)
        var properties: [Property] = zip(record.properties, members).enumerated().compactMap { index, pair in
            let (property, member) = pair
            return member.map { Property(property, $0, typed, isBoxed: boxed.contains(index)) }
        }
        if let additional = record.additional {
            let member = scope.assign(SwiftName("additionalProperties"))
            properties.append(Property(rest: additional, member, typed, keys: record.properties.map(\.name)))
        }
        let storage = RecordStorage(properties, scope: &scope, types: names.typeNames(in: record))
        self.properties = storage.properties
        parts = storage.parts
        var writings = zip(record.properties, members).map { property, member in
            Writing(property, member.map(storage.path))
        }
        if record.additional != nil, let rest = properties.last {
            writings.append(Writing(call: "additionalProperties", key: "", value: storage.path(to: rest.member)))
        }
        self.writings = writings
    }
}

extension RecordView {
    /// A property of a record, and how it is read.
    package struct Property: TemplateView {
        let docs: String?
        /// What the initialiser's documentation says of it; empty where there is nothing to say.
        let summary: String
        let isBoxed: Bool
        /// Whether it has the one value that the document allows.
        let isConstant: Bool
        let member: SwiftName
        let name: String
        /// The property as `init(reading:)` names it.
        let place: String
        let type: String
        /// What the initialiser takes when nothing is said.
        let defaultValue: String?
        /// Whether the memberwise initialiser asks for it.
        let isParameter: Bool
        /// The reader's method.
        let call: String
        /// What it is given: the property's name, or those of all others for the rest.
        let key: String
        /// Where a wide record keeps it: `part1.name`.
        var path: String?

        package static let fields: Fields = [
            "docs": .init(\.docs), "isBoxed": .init(\.isBoxed), "isConstant": .init(\.isConstant),
            "name": .init(\.name), "type": .init(\.type), "default": .init(\.defaultValue), "target": .init(\.target),
            "label": .init(\.label), "initial": .init(\.initial), "place": .init(\.place), "call": .init(\.call),
            "key": .init(\.key), "path": .init(\.path),
        ]

        /// The property as the memberwise initialiser names it.
        private var target: String { isParameter ? "self.\(member.bare)" : place }
        /// What the memberwise initialiser stores: its parameter, or the value that nobody is asked for.
        private var initial: String { isParameter ? name : defaultValue ?? name }
        /// The name as an argument's label.
        private var label: String { member.label }

        init(
            _ property: PacelineModel.Property, _ member: SwiftName, _ typed: TypeExpression, isBoxed: Bool
        ) {
            var docs = DocLines(depth: 8)
            docs.paragraph(property.description)
            docs.paragraph(ConstraintWords.sentence(property.constraints))
            // The name in JSON, where the convention does not tell it from Swift's.
            if SwiftName.member(property.name) != member { docs.paragraph("`\(property.name)` in JSON.") }
            docs.deprecation(property.isDeprecated)
            self.docs = docs.textIfAny
            summary = property.description.firstSentence
            self.member = member
            name = member.description
            place = member.inCoding
            type =
                property.tellsNullFromAbsent
                ? "Nullable<\(typed(property.type.nonNull))>"
                : property.isOptional ? typed.optional(property.type) : typed(property.type)
            self.isBoxed = isBoxed
            isConstant = property.isTag
            defaultValue = property.initialValue(typed)
            isParameter = !property.isTag || defaultValue == nil
            call = CodingCall(property).name
            key = StringLiteral.of(property.name)
        }

        /// The properties that the schema does not declare.
        init(rest type: TypeReference, _ member: SwiftName, _ typed: TypeExpression, keys: [String]) {
            var docs = DocLines(depth: 8)
            docs.paragraph("Properties that the schema does not declare.")
            self.docs = docs.text
            summary = "Properties that the schema does not declare"
            self.member = member
            name = member.description
            place = member.inCoding
            self.type = "[String: \(typed(type))]"
            isBoxed = false
            isConstant = false
            defaultValue = "[:]"
            isParameter = true
            call = "additionalProperties"
            key = StringLiteral.names(keys)
        }
    }

    /// A member as it is written.
    package struct Writing: TemplateView {
        /// The writer's method.
        let call: String
        /// The name of the property; empty for those that the schema does not declare.
        let key: String
        let value: String

        package static let fields: Fields = ["call": .init(\.call), "key": .init(\.key), "value": .init(\.value)]
    }
}

extension RecordView.Writing {
    /// - Parameter path: Where the value is; nil for a constant.
    fileprivate init(_ property: Property, _ path: String?) {
        key = StringLiteral.of(property.name)
        guard let path else {
            let constant = property.constant ?? .null
            value = constant.literal
            call =
                switch constant {
                case .boolean: "bool"
                case .number(let text): Int(text) == nil ? "double" : "int"
                default: "string"
                }
            return
        }
        value = path
        // A key that must be there is written as null; others are left out.
        call = property.isRequired && property.type.isNullable ? "value" : CodingCall(property).writing
    }
}

extension Property {
    /// Whether the Swift property is optional: the key may be absent, or its value null.
    var isOptional: Bool { !isRequired || type.isNullable }

    /// What the initialiser takes when nothing is said: nothing for an optional, the only value where there is but one.
    fileprivate func initialValue(_ typed: TypeExpression) -> String? {
        if isOptional && !isTag { return tellsNullFromAbsent ? ".absent" : "nil" }
        guard let onlyValue, onlyValue.literal != "nil" else { return nil }
        guard case .named(let id) = type.nonNull else { return onlyValue.literal }
        let text = onlyValue.scalarText ?? ""
        let value =
            typed.names.knownCase(id, text).map { ".\($0.bare)" }
            ?? "\(typed(type.nonNull))(rawValue: \(onlyValue.literal))"
        return tellsNullFromAbsent ? ".value(\(value))" : value
    }
}

extension APINames {
    /// The names of a record's properties in Swift, in their order; nil for one that nobody is asked for.
    func members(of record: Record, in scope: inout NameAssigner) -> [SwiftName?] {
        record.properties.map { property in
            property.constant == nil ? scope.assign(member(property.name, of: record.id.name)) : nil
        }
    }
}

extension DocLines {
    /// Says that the document deprecates a type or a property. The attribute would make generated code, which uses
    /// both, warn of itself.
    mutating func deprecation(_ isDeprecated: Bool) {
        if isDeprecated { paragraph("Deprecated.") }
    }
}

extension String {
    /// The name of a type in code voice, behind its article: by its sound, as far as its first letters tell.
    fileprivate var withArticle: String {
        let start = prefix { $0.isUppercase }
        let second = dropFirst().first
        // Letters that are read one by one: an SMS campaign, a URL. A capital behind them begins the next word.
        let isSpelled = start.count > 2 || start.count == 2 && count == 2
        let vowels = isSpelled ? "AEFHILMNORSX" : "AEIOU"
        let soundsLikeYou =
            first == "U" && !isSpelled && (second.map { "nst".contains($0) } == true)
            && (hasPrefix("Uni") || hasPrefix("Us") || hasPrefix("Ut"))
        let isVowel = first.map { vowels.contains($0) } == true && !soundsLikeYou
        return (isVowel ? "an `" : "a `") + self + "`"
    }
}

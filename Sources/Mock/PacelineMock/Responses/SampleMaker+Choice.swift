import PacelineDocument
import PacelineModel
import PacelineYAML

extension SampleMaker.Run {
    /// Schemas that apply to one value, with what was chosen among their alternatives.
    struct Choice {
        /// A way to go on.
        struct Alternative {
            var schemas: [Schema]
            /// The member that names the alternative, and the names that it has.
            var tag: (member: String, names: [String])?
        }

        /// One of the choices that a schema offers.
        struct Question: Hashable {
            enum Keyword { case oneOf, anyOf, condition, children }

            var schema: Schema
            var keyword: Keyword
        }

        var parts: [Schema]
        /// The questions that have been answered.
        var settled: Set<Question> = []
        /// The members that tell alternatives apart, with the names of the chosen ones.
        var tags: [(member: String, names: [String])] = []

        init(parts: [Schema]) { self.parts = parts }

        mutating func add(_ more: [Schema], tagged tag: (member: String, names: [String])?) {
            for part in more where !parts.contains(part) { parts.append(part) }
            if let tag, !tag.names.isEmpty { tags.append(tag) }
        }

        /// The first question that is open, with its responses; nil when all are settled.
        func open(in run: SampleMaker.Run) -> (Question, [Alternative])? {
            for part in parts {
                for keyword in [Question.Keyword.oneOf, .anyOf, .condition, .children] {
                    let question = Question(schema: part, keyword: keyword)
                    guard !settled.contains(question) else { continue }
                    let alternatives = alternatives(of: question, in: run)
                    if !alternatives.isEmpty { return (question, alternatives) }
                }
            }
            return nil
        }

        private func alternatives(of question: Question, in run: SampleMaker.Run) -> [Alternative] {
            let schema = question.schema
            switch question.keyword {
            case .oneOf, .anyOf:
                let schemas = question.keyword == .oneOf ? schema.oneOf : schema.anyOf
                let alternatives = schemas.map { alternative in
                    let tag = schema.discriminator.map { discriminator in
                        (discriminator.propertyName, run.document.tags(of: alternative, by: discriminator))
                    }
                    return Alternative(schemas: [alternative], tag: tag)
                }
                // Null is the least that one can say.
                let isNull = { (alternative: Alternative) in alternative.schemas.allSatisfy { $0.types == ["null"] } }
                return alternatives.filter { !isNull($0) } + alternatives.filter(isNull)
            case .condition:
                guard let condition = schema.ifSchema else { return [] }
                let otherwise = Alternative(schemas: [schema.elseSchema].compactMap(\.self))
                return [otherwise, Alternative(schemas: [condition, schema.thenSchema].compactMap(\.self))]
            case .children:
                guard let discriminator = schema.discriminator, schema.oneOf.isEmpty, schema.anyOf.isEmpty else {
                    return []
                }
                let children = run.maker.children(of: schema).map { child in
                    let mapped = discriminator.mapping.filter {
                        run.document.schema(mappedBy: $0, of: discriminator).flatMap(run.document.resolve)
                            == child.schema
                    }
                    return Alternative(
                        schemas: [child.schema], tag: (discriminator.propertyName, mapped.map(\.name) + [child.name]))
                }
                // A child that is being made has its own name; only the base itself can be any of them.
                let own = children.filter { parts.contains($0.schemas[0]) }
                return own.isEmpty ? children : own
            }
        }
    }

    /// A value of the types that the chosen schemas allow.
    ///
    /// - Parameter isSparse: whether optional members are left out.
    mutating func made(_ choice: Choice, isSparse: Bool) -> Sample? {
        if let value = namedValue(of: choice.parts) { return value }
        for type in types(of: choice.parts) {
            let value: Sample? =
                switch type {
                case "object": object(choice.parts, isSparse: isSparse).map { tagged($0, by: choice.tags) }
                case "array": array(choice.parts)
                case "string": text(choice.parts)
                case "integer", "number": number(choice.parts, isWhole: type == "integer")
                case "boolean": [true, false].map { Sample.boolean($0) }.first { check.allows($0, by: choice.parts) }
                default: .null
                }
            if let value { return value }
        }
        return nil
    }

    private func tagged(_ value: Sample, by tags: [(member: String, names: [String])]) -> Sample {
        tags.reduce(value) { value, tag in
            // A tag that is there already need not be a string.
            let isTagged = value.member(tag.member).map { tag.names.contains($0.plainText) } ?? false
            return isTagged ? value : value.setting(tag.member, to: .string(tag.names[0]))
        }
    }

    /// The types to be tried, by what is said of them, else by the keywords that are about one type alone.
    private func types(of parts: [Schema]) -> [String] {
        if let types = parts.commonTypes {
            let plain = types.filter { $0 != "null" && ($0 != "integer" || !types.contains("number")) }
            return plain + (types.contains("null") ? ["null"] : [])
        }
        let texts = ["pattern", "minLength", "maxLength", "contentEncoding"]
        let numbers = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]
        let isText = parts.contains { part in
            texts.contains(where: part.says) || part.format.flatMap { TextFormat(rawValue: $0) } != nil
        }
        if isText { return ["string"] }
        if parts.contains(where: { numbers.contains(where: $0.says) }) { return ["number"] }
        let lists = ["items", "prefixItems", "minItems", "maxItems", "contains"]
        return parts.contains { lists.contains(where: $0.says) } ? ["array"] : ["object", "string"]
    }
}

extension Schema {
    /// Whether the schema has the keyword.
    fileprivate func says(_ keyword: String) -> Bool { node[keyword] != nil }
}

import PacelineDocument
import PacelineLowering
import PacelineModel
import PacelineYAML

/// Judges values by the schemas of a document (JSON Schema 2020-12, and OpenAPI 3.0's own).
///
/// A value that a client sends is judged as OpenAPI means it: `readOnly` members need not be there, a `discriminator`
/// chooses the alternative, and two alternatives of a `oneOf` may both fit, since documents rarely keep them apart. A
/// value that the mock is about to send has to satisfy every keyword as it is written.
///
/// What cannot be judged passes: a pattern that is no regular expression here, a reference that leads nowhere. So does
/// what lies deeper than ``deepest``, or comes after the ``longest`` number of comparisons: neither a document nor a
/// client can make the mock work for ever.
struct SchemaCheck {
    enum Side { case sent, answered }

    let document: Document
    let side: Side
    let patterns: PatternCache

    static let deepest = 256
    private static let longest = 200_000
    /// What is wrong beyond this many things is not told.
    private static let most = 100

    init(_ document: Document, _ side: Side, patterns: PatternCache) {
        self.document = document
        self.side = side
        self.patterns = patterns
    }

    /// All that is wrong with a value.
    func violations(of value: Sample, by schema: Schema) -> [Violation] { violations(of: value, by: [schema]) }

    /// All that is wrong with a value to which several schemas apply.
    func violations(of value: Sample, by schemas: [Schema]) -> [Violation] {
        var run = Run(check: self, steps: Self.longest)
        for schema in schemas { run.check(value, schema, at: "", depth: 0) }
        return run.violations
    }

    func allows(_ value: Sample, by schemas: [Schema]) -> Bool { violations(of: value, by: schemas).isEmpty }

    /// One judgement, as far as it has come.
    struct Run {
        let check: SchemaCheck
        /// Comparisons left.
        var steps: Int
        var violations: [Violation] = []

        var document: Document { check.document }

        /// Whether the value satisfies the schema; what is wrong with it is forgotten.
        mutating func allows(_ value: Sample, _ schema: Schema, depth: Int) -> Bool {
            let known = violations
            violations = []
            self.check(value, schema, at: "", depth: depth + 1)
            defer { violations = known }
            return violations.isEmpty
        }

        mutating func report(_ text: String, _ schema: Schema, _ keyword: String, at pointer: String) {
            guard violations.count < SchemaCheck.most else { return }
            let location = (schema.node[keyword] ?? schema.node).location
            violations.append(Violation(pointer: pointer, text: text, location: location))
        }

        mutating func check(_ value: Sample, _ schema: Schema, at pointer: String, depth: Int) {
            steps -= 1
            guard steps > 0, depth < SchemaCheck.deepest else { return }
            if let truth = schema.boolean {
                if !truth { report("is not allowed here", schema, "", at: pointer) }
                return
            }
            let parts = document.parts(of: schema)
            // 3.0's `nullable` allows null, whatever else is asked.
            if value == .null, document.version == .v30, parts.contains(where: \.isNullable) { return }
            for part in parts {
                if part.boolean == nil {
                    checkOwn(value, part, of: parts, at: pointer, depth: depth)
                } else if part != schema {
                    check(value, part, at: pointer, depth: depth + 1)
                }
            }
        }

        /// By the keywords of one of the schemas that apply together.
        private mutating func checkOwn(
            _ value: Sample, _ schema: Schema, of parts: [Schema], at pointer: String, depth: Int
        ) {
            checkType(value, schema, at: pointer)
            checkValues(value, schema, at: pointer)
            switch value {
            case .string(let text): checkText(text, schema, at: pointer)
            case .number(let digits): checkNumber(digits, schema, at: pointer)
            case .array(let elements): checkArray(elements, schema, at: pointer, depth: depth)
            case .object(let members): checkObject(members, schema, of: parts, at: pointer, depth: depth)
            case .null, .boolean: break
            }
            checkAlternatives(value, schema, at: pointer, depth: depth)
        }

        private mutating func checkType(_ value: Sample, _ schema: Schema, at pointer: String) {
            let types = schema.types
            guard !types.isEmpty, !types.contains(where: { value.isOf(type: $0) }) else { return }
            if value == .null, schema.isNullable { return }
            let names = types.map { SchemaCheck.article($0) }.joined(separator: " or ")
            report("should be \(names), not \(value.excerpt)", schema, "type", at: pointer)
        }

        private mutating func checkValues(_ value: Sample, _ schema: Schema, at pointer: String) {
            if let constant = schema.constant, Sample(constant).canonical != value.canonical {
                report("should be \(Sample(constant).excerpt), not \(value.excerpt)", schema, "const", at: pointer)
            }
            guard let values = schema.enumeration, !(value == .null && schema.isNullable) else { return }
            guard !values.contains(where: { Sample($0).canonical == value.canonical }) else { return }
            let known = values.prefix(10).map { Sample($0).excerpt }.joined(separator: ", ")
            let more = values.count > 10 ? " …" : ""
            report("should be one of \(known)\(more), not \(value.excerpt)", schema, "enum", at: pointer)
        }

        private mutating func checkAlternatives(_ value: Sample, _ schema: Schema, at pointer: String, depth: Int) {
            if !checkTagged(value, schema, at: pointer, depth: depth) {
                if !schema.anyOf.isEmpty, !schema.anyOf.contains(where: { allows(value, $0, depth: depth) }) {
                    reportAlternatives(value, schema, "anyOf", schema.anyOf, at: pointer, depth: depth)
                }
                if !schema.oneOf.isEmpty {
                    let fitting = schema.oneOf.count { allows(value, $0, depth: depth) }
                    if fitting == 0 {
                        reportAlternatives(value, schema, "oneOf", schema.oneOf, at: pointer, depth: depth)
                    } else if fitting > 1, check.side == .answered {
                        report("fits \(fitting) of the alternatives, not one", schema, "oneOf", at: pointer)
                    }
                }
            }
            if let not = schema.not, allows(value, not, depth: depth) {
                report("is what the schema excludes", schema, "not", at: pointer)
            }
            if let condition = schema.ifSchema {
                let branch = allows(value, condition, depth: depth) ? schema.thenSchema : schema.elseSchema
                if let branch { check(value, branch, at: pointer, depth: depth + 1) }
            }
        }

        /// Judges a value that is sent by the alternative that its discriminator names; false where none decides.
        private mutating func checkTagged(
            _ value: Sample, _ schema: Schema, at pointer: String, depth: Int
        ) -> Bool {
            let alternatives = schema.oneOf + schema.anyOf
            guard check.side == .sent, let discriminator = schema.discriminator, !alternatives.isEmpty,
                let tag = value.member(discriminator.propertyName)?.plainText
            else { return false }
            guard let chosen = document.alternative(of: alternatives, tagged: tag, by: discriminator) else {
                return false
            }
            check(value, chosen, at: pointer, depth: depth + 1)
            return true
        }

        /// What is wrong by the alternative that comes nearest, or that there is none.
        private mutating func reportAlternatives(
            _ value: Sample, _ schema: Schema, _ keyword: String, _ alternatives: [Schema], at pointer: String,
            depth: Int
        ) {
            if alternatives.count == 1 { return check(value, alternatives[0], at: pointer, depth: depth + 1) }
            report("fits none of the \(alternatives.count) alternatives", schema, keyword, at: pointer)
        }
    }

    private static func article(_ type: String) -> String {
        type == "null" ? "null" : "\("aio".contains(type.prefix(1)) ? "an" : "a") \(type)"
    }
}

extension Document {
    /// The alternative that a discriminator's value selects: by its mapping, or by the name of its schema.
    func alternative(of alternatives: [Schema], tagged tag: String, by discriminator: Discriminator) -> Schema? {
        if let mapping = discriminator.mapping.first(where: { $0.name == tag }) {
            return schema(mappedBy: mapping, of: discriminator)
        }
        return alternatives.first { $0.reference?.targetName == tag }
    }

    /// The discriminator's values that select an alternative, those of its mapping first.
    func tags(of alternative: Schema, by discriminator: Discriminator) -> [String] {
        let target = resolve(alternative)
        let mapped = discriminator.mapping.filter { schema(mappedBy: $0, of: discriminator).flatMap(resolve) == target }
        return mapped.map(\.name) + [alternative.reference?.targetName].compactMap { $0 }
    }
}

import PacelineDocument
import PacelineModel
import PacelineYAML

extension SchemaCheck.Run {
    mutating func checkText(_ text: String, _ schema: Schema, at pointer: String) {
        // Lengths are in characters, which for JSON Schema are code points.
        let length = text.unicodeScalars.count
        if let least = schema.minLength, length < least {
            report("should have at least \(least) characters, not \(length)", schema, "minLength", at: pointer)
        }
        if let most = schema.maxLength, length > most {
            report("should have at most \(most) characters, not \(length)", schema, "maxLength", at: pointer)
        }
        if let pattern = schema.pattern, check.patterns.matches(text, pattern) == false {
            report("should match `\(pattern)`, unlike \(Sample.string(text).excerpt)", schema, "pattern", at: pointer)
        }
        if let format = schema.format.flatMap({ TextFormat(rawValue: $0) }), !format.allows(text) {
            report("should be \(format.article), not \(Sample.string(text).excerpt)", schema, "format", at: pointer)
        }
    }

    mutating func checkNumber(_ digits: String, _ schema: Schema, at pointer: String) {
        guard let number = Double(digits) else { return }
        if let bound = schema.minimum, bound.isExclusive ? number <= bound.value : number < bound.value {
            let words = bound.isExclusive ? "above" : "at least"
            report("should be \(words) \(quantityText(bound.value)), not \(digits)", schema, "minimum", at: pointer)
        }
        if let bound = schema.maximum, bound.isExclusive ? number >= bound.value : number > bound.value {
            let words = bound.isExclusive ? "below" : "at most"
            report("should be \(words) \(quantityText(bound.value)), not \(digits)", schema, "maximum", at: pointer)
        }
        if let step = schema.multipleOf {
            let ratio = number / step
            // Decimal fractions are not exact: 0.3 is a multiple of 0.1.
            if abs(ratio - ratio.rounded()) > 1e-9 * max(1, abs(ratio)) {
                report(
                    "should be a multiple of \(quantityText(step)), not \(digits)", schema, "multipleOf", at: pointer)
            }
        }
        let bits: Double? =
            switch schema.format {
            case "int32": 31;
            case "int64": 63;
            default: nil
            }
        if let bits, !(-exp2(bits)..<exp2(bits)).contains(number) {
            report("should fit \(schema.format ?? ""), unlike \(digits)", schema, "format", at: pointer)
        }
    }
}

/// 2 to the power of a whole number.
private func exp2(_ exponent: Double) -> Double { Double(sign: .plus, exponent: Int(exponent), significand: 1) }

extension Sample {
    /// Whether JSON Schema counts the value as one of the type.
    func isOf(type: String) -> Bool {
        switch (self, type) {
        case (.null, "null"), (.boolean, "boolean"), (.number, "number"), (.string, "string"), (.array, "array"),
            (.object, "object"):
            true
        case (.number(let digits), "integer"): Double(digits).map { $0 == $0.rounded() } ?? false
        default: false
        }
    }

    /// An equal value for equal JSON, in whatever order the members stand and however numbers are written.
    var canonical: Sample {
        switch self {
        case .number(let digits): .number(Int64(digits).map(String.init) ?? Double(digits).map(quantityText) ?? digits)
        case .array(let elements): .array(elements.map(\.canonical))
        case .object(let members):
            .object(members.map { .init($0.name, $0.value.canonical) }.sorted { $0.name < $1.name })
        case .null, .boolean, .string: self
        }
    }

    /// The value as JSON, cut where it is long.
    var excerpt: String {
        let text = jsonText
        return text.count > 60 ? text.prefix(57) + "…" : text
    }
}

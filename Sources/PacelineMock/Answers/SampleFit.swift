import PacelineModel

/// Examples in documents are written by hand and are not always values of their types. A client would fail to decode
/// such an answer, so an example is fitted first.
extension SampleBody {
    /// The example as a value of the type; nil when it is of another kind altogether.
    mutating func fit(_ example: Sample, to type: TypeReference) -> Sample? {
        switch (type, example) {
        case (.json, _), (.string, .string), (.boolean, .boolean), (.float, .number), (.double, .number),
            (.decimal, .number), (.base64, .string):
            example
        case (.integer, .number(let digits)), (.int64, .number(let digits)): Int64(digits).map { _ in example }
        case (.int32, .number(let digits)): Int32(digits).map { _ in example }
        case (.uint64, .number(let digits)): UInt64(digits).map { _ in example }
        case (.dateTime, .string(let text)): Self.isDateTime(text) ? example : nil
        case (.date, .string(let text)): Self.isDate(text[...]) ? example : nil
        case (.array(let element), .array(let elements)): fit(all: elements, to: element).map { .array($0) }
        case (.map(let value), .object(let members)): fit(members, to: value)
        case (.nullable, .null): example
        case (.nullable(let wrapped), _): fit(example, to: wrapped)
        case (.named(let id), _): fit(example, to: id)
        default: nil
        }
    }

    /// The example as a value of the record: properties in the example's order, undeclared ones kept, those that do not
    /// fit made anew, the required ones that it lacks behind them. nil when it is no object.
    mutating func fit(_ example: Sample, to record: Record) -> Sample? {
        guard case .object(let members) = example else { return nil }
        var fitted: [Sample.Member] = []
        for member in members {
            guard let property = record.properties.first(where: { $0.name == member.name }) else {
                fitted.append(member)
                continue
            }
            let kept = fit(member.value, to: property.type)
            if let value = property.onlyValue ?? kept ?? value(of: property.type, example: property.example) {
                fitted.append(.init(member.name, value))
            } else if property.isRequired {
                return nil
            }
        }
        for property in record.properties where property.isRequired && example.member(property.name) == nil {
            guard let value = property.onlyValue ?? value(of: property.type, example: property.example) else {
                return nil
            }
            fitted.append(.init(property.name, value))
        }
        return .object(fitted)
    }

    private mutating func fit(_ example: Sample, to id: TypeID) -> Sample? {
        switch declaration(id) {
        case .record(let record): return fit(example, to: record)
        case .enumeration(let enumeration):
            // Values beyond the known ones are a server's right.
            return fit(example, to: enumeration.rawType == .string ? TypeReference.string : .integer)
        case .choice(let choice): return fit(example, to: choice)
        case nil: return nil
        }
    }

    private mutating func fit(_ example: Sample, to choice: Choice) -> Sample? {
        if let discriminator = choice.discriminator {
            guard case .string(let tag) = example.member(discriminator),
                let alternative = choice.alternatives.first(where: { $0.tags.contains(tag) })
            else { return nil }
            return fit(example, to: alternative.type)
        }
        for alternative in choice.alternatives {
            if let fitted = fit(example, to: alternative.type) { return fitted }
        }
        return nil
    }

    private mutating func fit(all elements: [Sample], to type: TypeReference) -> [Sample]? {
        var fitted: [Sample] = []
        for element in elements {
            guard let value = fit(element, to: type) else { return nil }
            fitted.append(value)
        }
        return fitted
    }

    private mutating func fit(_ members: [Sample.Member], to type: TypeReference) -> Sample? {
        fit(all: members.map(\.value), to: type).map { values in
            .object(zip(members, values).map { .init($0.name, $1) })
        }
    }

    /// Whether the text has the form of `full-date` (RFC 3339, section 5.6).
    private static func isDate(_ text: Substring) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.count) == [4, 2, 2] && parts.allSatisfy { $0.allSatisfy { ("0"..."9").contains($0) } }
    }

    /// Whether the text has the form of `date-time` (RFC 3339, section 5.6): date, time to the second, zone.
    private static func isDateTime(_ text: String) -> Bool {
        guard let separator = text.firstIndex(where: { "Tt ".contains($0) }), isDate(text[..<separator]) else {
            return false
        }
        let time = text[text.index(after: separator)...]
        let isClock = time.prefix(8).wholeMatch(of: /[0-9]{2}:[0-9]{2}:[0-9]{2}/) != nil
        return isClock && time.dropFirst(8).wholeMatch(of: /(\.[0-9]+)?([Zz]|[+\-][0-9]{2}:[0-9]{2})/) != nil
    }
}

import PacelineDocument
import PacelineLowering
import PacelineModel
import PacelineYAML

/// Examples in documents are written by hand: they are not always values of their schemas, and they lead to pages that
/// the mock does not have. So an example is fitted first.
extension SampleMaker.Run {
    /// The example with what does not fit made anew, undeclared members kept, required members that it lacks behind the
    /// others; nil when nothing can be made of it. Whether the result is valid is for the caller to see.
    mutating func fitted(_ example: Sample, to schemas: [Schema]) -> Sample? {
        depth += 1
        defer { depth -= 1 }
        guard depth < SchemaCheck.deepest else { return nil }
        switch example {
        case .object(let members): return fitted(members, to: document.parts(of: schemas))
        case .array(let elements):
            let items = document.parts(of: schemas).compactMap(\.items).filter { $0.boolean == nil }
            guard !items.isEmpty else { return example }
            return .array(
                elements.compactMap { element in
                    guard let fitted = fitted(element, to: items) else { return nil }
                    return check.allows(fitted, by: items) ? fitted : nil
                })
        case .null, .boolean, .number, .string: return check.allows(example, by: schemas) ? example : nil
        }
    }

    private mutating func fitted(_ members: [Sample.Member], to parts: [Schema]) -> Sample? {
        let required = Set(parts.flatMap(\.required))
        var fitted: [Sample.Member] = []
        for member in members {
            let schemas = schemas(for: member.name, by: parts)
            if member.name.leadsToFurtherPages {
                let end = end(of: schemas, isRequired: required.contains(member.name))
                if let end { fitted.append(.init(member.name, end)) }
                continue
            }
            guard !schemas.isEmpty else {
                fitted.append(.init(member.name, member.value.withoutFurtherPages))
                continue
            }
            let kept = self.fitted(member.value, to: schemas).flatMap { check.allows($0, by: schemas) ? $0 : nil }
            if let value = kept ?? value(of: schemas) {
                fitted.append(.init(member.name, value))
            } else if required.contains(member.name) {
                return nil
            }
        }
        for name in parts.flatMap(\.required) where !fitted.contains(where: { $0.name == name }) {
            guard let value = value(of: schemas(for: name, by: parts)) else { return nil }
            fitted.append(.init(name, value))
        }
        return .object(fitted)
    }
}

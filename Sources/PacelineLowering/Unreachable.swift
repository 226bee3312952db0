import PacelineDiagnostics
import PacelineModel

extension Lowering {
    private static let wayToTellApart =
        "a `discriminator`, or a property with another `const` in each, tells them apart"

    /// Reports the alternatives to which no value leads, and values that lead to the first of several. What is only ever
    /// sent leads nowhere: each alternative is written as it is.
    mutating func reportUnreachable(
        _ declarations: [TypeDeclaration], _ operations: [PacelineModel.Operation], _ webhooks: [Webhook]
    ) {
        let read = operations.flatMap(\.readReferences) + webhooks.compactMap(\.payload)
        let sentAlone = types.reachable(from: operations.flatMap(\.sentReferences))
            .subtracting(types.reachable(from: read))
        for case .choice(let choice) in declarations where !sentAlone.contains(choice.id) { reportUnreachable(choice) }
    }

    private mutating func reportUnreachable(_ choice: Choice) {
        guard !choice.isToldByKind, let places = alternativePlaces[choice.id] else { return }
        for (index, alternative) in choice.alternatives.enumerated() where places.indices.contains(index) {
            let earlier = choice.alternatives[..<index]
            if let other = earlier.first(where: { choice.hides($0, alternative) }) {
                diagnostics.lost(
                    "unreachable-alternative",
                    "no value is read as `\(alternative.name)`: what fits it fits `\(other.name)`, which comes first",
                    at: places[index], hint: Self.wayToTellApart)
                continue
            }
            guard let (other, property, values) = choice.overlap(of: alternative, earlier) else { continue }
            let list = values.map { "`\($0)`" }.joined(separator: ", ")
            diagnostics.untidy(
                "overlapping-alternatives",
                "`\(alternative.name)` and `\(other.name)` both allow \(list) as `\(property)`, which is read as "
                    + "`\(other.name)` where nothing else tells them apart",
                at: places[index], hint: Self.wayToTellApart)
        }
    }
}

extension Choice {
    /// Whether every value that fits `other` is read as `one`, which comes first.
    fileprivate func hides(_ one: Alternative, _ other: Alternative) -> Bool {
        if discriminator != nil, !other.tags.isEmpty { return Set(other.tags).isSubset(of: one.tags) }
        if discriminator != nil, !one.tags.isEmpty { return false }
        return other.shapes.allSatisfy { shape in one.shapes.contains { $0.covers(shape) } }
    }

    /// Values of a property that two alternatives allow, where neither has what the other has not.
    fileprivate func overlap(
        of alternative: Alternative, _ earlier: ArraySlice<Alternative>
    ) -> (Alternative, property: String, [String])? {
        guard discriminator == nil, let members = alternative.shapes.first?.members else { return nil }
        for other in earlier {
            guard let others = other.shapes.first?.members else { continue }
            for member in members {
                guard let same = others.first(where: { $0.name == member.name }), let values = member.namedValues,
                    let otherValues = same.namedValues, !ValueShape.areTold(members, others)
                else { continue }
                let shared = values.filter(otherValues.contains)
                if !shared.isEmpty { return (other, member.name, shared) }
            }
        }
        return nil
    }
}

extension ValueShape {
    /// Whether a value that fits `other` fits this shape at least as well. An object with members of its own does not: what
    /// lacks them is rather the other.
    fileprivate func covers(_ other: ValueShape) -> Bool {
        switch (self, other) {
        case (.openString(let own), .openString(let others)), (.openInteger(let own), .openInteger(let others)),
            (.string(let own), .string(let others)), (.integer(let own), .integer(let others)),
            (.boolean(let own), .boolean(let others)):
            own.isEmpty == others.isEmpty && Set(others).isSubset(of: own)
        case (.array(let own), .array(let others)):
            !others.isEmpty && others.allSatisfy { other in own.contains { $0.covers(other) } }
        case (.object(let own), .object(let others)):
            own.count == others.count
                && Set(own.filter(\.isRequired).map(\.name)) == Set(others.filter(\.isRequired).map(\.name))
                && others.allSatisfy { member in
                    own.first { $0.name == member.name }.map { own in
                        member.shapes.allSatisfy { shape in own.shapes.contains { $0.covers(shape) } }
                    } ?? false
                }
        default: self == other
        }
    }

    /// Whether objects with some members are never taken for objects with others: either requires what the other does not,
    /// or a member that both require has no value in common.
    fileprivate static func areTold(_ members: [Member], _ others: [Member]) -> Bool {
        let required = members.filter(\.isRequired)
        let othersRequired = others.filter(\.isRequired)
        guard Set(required.map(\.name)) == Set(othersRequired.map(\.name)) else { return true }
        return required.contains { member in
            guard let same = othersRequired.first(where: { $0.name == member.name }) else { return false }
            if let values = member.namedValues, let otherValues = same.namedValues {
                return Set(values).isDisjoint(with: otherValues)
            }
            return Set(member.shapes.map(\.kind)).isDisjoint(with: same.shapes.map(\.kind))
        }
    }
}

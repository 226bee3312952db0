import PacelineDiagnostics
import PacelineDocument
import PacelineModel
import PacelineYAML

extension TypeLowering {
    private static let wayToTellApart =
        "a `discriminator`, or a property with another `const` in each, tells them apart"

    /// How many members of alternatives that are alike are compared. Large documents have some ten thousand.
    private static let mostComparisons = 5_000_000

    /// Reports that the alternatives up to a union have more shapes than are made.
    mutating func reportTooManyShapes(_ union: Union) {
        diagnostics.error(
            .tooManyAlternatives,
            "with those before it, the alternatives of this schema have more than \(Shapes.most) shapes to tell apart",
            at: alternativePlaces[union.id]?.first ?? document.root.location,
            hint: "fewer alternatives inside one another, or a `discriminator` in place of schemas of the same members")
    }

    /// Reports the alternatives to which no value leads, and values that lead to the first of several. What is only
    /// ever sent leads nowhere: each alternative is written as it is.
    mutating func reportUnreachable(_ read: [TypeDeclaration]) {
        for case .union(let union) in read { reportUnreachable(union) }
    }

    private mutating func reportUnreachable(_ union: Union) {
        guard !union.isToldByKind, let places = alternativePlaces[union.id] else { return }
        var earlier = EarlierAlternatives()
        for (index, alternative) in union.alternatives.enumerated() where places.indices.contains(index) {
            defer { earlier.note(alternative, at: index, of: union) }
            let hiding = earlier.mayHide(alternative, of: union).map { union.alternatives[$0] }
            let overlapping = earlier.mayOverlap(alternative).map { union.alternatives[$0] }
            let members = alternative.shapes.reduce(1) { $0 + ($1.members?.count ?? 0) }
            comparisons += (hiding.count + overlapping.count) * members
            guard comparisons <= Self.mostComparisons else {
                diagnostics.error(
                    .tooManyAlternatives,
                    "with those before them, these alternatives have more than \(Self.mostComparisons) members to compare",
                    at: places[index], hint: Self.wayToTellApart)
                return
            }
            if let other = hiding.first(where: { union.hides($0, alternative) }) {
                diagnostics.lost(
                    .unreachableAlternative,
                    "no value is read as `\(alternative.name)`: what fits it fits `\(other.name)`, which comes first",
                    at: places[index], hint: Self.wayToTellApart)
                continue
            }
            guard let (other, property, values) = union.overlap(of: alternative, overlapping) else { continue }
            let list = values.map { "`\($0)`" }.joined(separator: ", ")
            diagnostics.untidy(
                .overlappingAlternatives,
                "`\(alternative.name)` and `\(other.name)` both allow \(list) as `\(property)`, which is read as "
                    + "`\(other.name)` where nothing else tells them apart",
                at: places[index], hint: Self.wayToTellApart)
        }
    }
}

/// The alternatives that come before one in a union, by what those must have in common of which one hides the other or
/// overlaps it. Most have nothing in common, and unions can be long.
private struct EarlierAlternatives {
    /// What an alternative that hides another has as the other has it.
    private enum Key: Hashable {
        case tag(String)
        case kind(ValueShape.Kind?)
        case required(Set<String>)
    }

    private var byKey: [Key: [Int]] = [:]
    /// Those of which a member has named values, by the member's name.
    private var byNamedMember: [String: [Int]] = [:]
    private var count = 0

    mutating func note(_ alternative: Union.Alternative, at index: Int, of union: Union) {
        for key in Set(Self.keys(alternative, of: union)) { byKey[key, default: []].append(index) }
        for name in Set(Self.namedMembers(of: alternative)) { byNamedMember[name, default: []].append(index) }
        count = index + 1
    }

    /// Those that may hide an alternative, in their order.
    func mayHide(_ alternative: Union.Alternative, of union: Union) -> [Int] {
        guard let key = Self.keys(alternative, of: union).first else { return Array(0..<count) }
        return byKey[key] ?? []
    }

    /// Those that may overlap an alternative, in their order.
    func mayOverlap(_ alternative: Union.Alternative) -> [Int] {
        let all = Self.namedMembers(of: alternative).compactMap { byNamedMember[$0] }
        return all.count == 1 ? all[0] : Set(all.joined()).sorted()
    }

    private static func keys(_ alternative: Union.Alternative, of union: Union) -> [Key] {
        if union.discriminator != nil, !alternative.tags.isEmpty { return alternative.tags.map(Key.tag) }
        return alternative.shapes.map { shape in
            shape.members.map { .required(Set($0.filter(\.isRequired).map(\.name))) } ?? .kind(shape.kind)
        }
    }

    private static func namedMembers(of alternative: Union.Alternative) -> [String] {
        (alternative.shapes.first?.members ?? []).filter { $0.namedValues != nil }.map(\.name)
    }
}

extension Union {
    /// Whether every value that fits `other` is read as `one`, which comes first.
    fileprivate func hides(_ one: Alternative, _ other: Alternative) -> Bool {
        if discriminator != nil, !other.tags.isEmpty { return Set(other.tags).isSubset(of: one.tags) }
        if discriminator != nil, !one.tags.isEmpty { return false }
        return other.shapes.allSatisfy { shape in one.shapes.contains { $0.covers(shape) } }
    }

    /// Values of a property that two alternatives allow, where neither has what the other has not.
    fileprivate func overlap(
        of alternative: Alternative, _ earlier: [Alternative]
    ) -> (Alternative, property: String, [String])? {
        guard discriminator == nil, let members = alternative.shapes.first?.members else { return nil }
        for other in earlier {
            guard let others = other.shapes.first?.members else { continue }
            let named = Dictionary(
                others.compactMap { member in member.namedValues.map { (member.name, Set($0)) } },
                uniquingKeysWith: { first, _ in first })
            for member in members {
                guard let otherValues = named[member.name], let values = member.namedValues else { continue }
                let shared = values.filter(otherValues.contains)
                if !shared.isEmpty, !ValueShape.areTold(members, others) { return (other, member.name, shared) }
            }
        }
        return nil
    }
}

extension ValueShape {
    /// Whether a value that fits `other` fits this shape at least as well. An object with members of its own does
    /// not: what lacks them is rather the other.
    fileprivate func covers(_ other: ValueShape) -> Bool {
        switch (self, other) {
        case (.openString(let own), .openString(let others)), (.openInteger(let own), .openInteger(let others)),
            (.string(let own), .string(let others)), (.integer(let own), .integer(let others)),
            (.boolean(let own), .boolean(let others)):
            own.isEmpty == others.isEmpty && Set(others).isSubset(of: own)
        case (.array(let own), .array(let others)):
            !others.isEmpty && others.allSatisfy { other in own.contains { $0.covers(other) } }
        case (.object(let own, let anyOwn), .object(let others, let anyOthers)):
            Self.covers(own, others) && anyOwn.isEmpty == anyOthers.isEmpty
                && anyOthers.allSatisfy { other in anyOwn.contains { $0.covers(other) } }
        default: self == other
        }
    }

    private static func covers(_ own: [Member], _ others: [Member]) -> Bool {
        guard own.count == others.count else { return false }
        let byName = Dictionary(own.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        return Set(own.filter(\.isRequired).map(\.name)) == Set(others.filter(\.isRequired).map(\.name))
            && others.allSatisfy { member in
                guard let same = byName[member.name] else { return false }
                return member.shapes.allSatisfy { shape in same.shapes.contains { $0.covers(shape) } }
            }
    }

    /// Whether objects with some members are never taken for objects with others: either requires what the other does
    /// not, or a member that both require has no value in common.
    fileprivate static func areTold(_ members: [Member], _ others: [Member]) -> Bool {
        let required = members.filter(\.isRequired)
        let othersRequired = others.filter(\.isRequired)
        guard Set(required.map(\.name)) == Set(othersRequired.map(\.name)) else { return true }
        let byName = Dictionary(othersRequired.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        return required.contains { member in
            guard let same = byName[member.name] else { return false }
            if let values = member.namedValues, let otherValues = same.namedValues {
                return Set(values).isDisjoint(with: otherValues)
            }
            return Set(member.shapes.map(\.kind)).isDisjoint(with: same.shapes.map(\.kind))
        }
    }
}

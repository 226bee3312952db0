import PacelineDiagnostics
import PacelineDocument
import PacelineModel

/// The enumerations that the configuration makes one type, and what has been found of them.
///
/// The document has no word for it, and to take equal values for one type would rename types as a document grows.
struct SharedEnumerations {
    private let declared: [ModelOptions.SharedEnumeration]
    /// The type of each, once a place of it was met.
    fileprivate var types: [String: TypeID] = [:]
    /// The places that were met.
    fileprivate var met: Set<LocatedText> = []

    init(_ declared: [ModelOptions.SharedEnumeration]) { self.declared = declared }

    /// The shared type that an enumeration is to be, and the place that says so.
    fileprivate func entry(for id: TypeID) -> (name: LocatedText, place: LocatedText)? {
        guard !declared.isEmpty else { return nil }
        for type in declared {
            if let place = type.places.first(where: { id.isCalled($0.text) }) { return (type.name, place) }
        }
        return nil
    }

    /// Every place that is listed.
    fileprivate var places: [LocatedText] { declared.flatMap(\.places) }
}

extension TypeLowering {
    /// The type that stands for an enumeration, with others of the same values; nil where it is a type of its own.
    mutating func joined(_ enumeration: Enumeration) -> TypeID? {
        guard let (name, place) = shared.entry(for: enumeration.id) else { return nil }
        shared.met.insert(place)
        // The schema of that name is the type.
        guard enumeration.id.name != name.text else { return nil }
        guard let id = shared.types[name.text] ?? sharedType(name.text, like: enumeration) else {
            diagnostics.error(
                .nameTaken, "the schema `\(name.text)` is no enumeration", at: name.location,
                hint: "choose another name, or that of a schema with these values")
            return nil
        }
        shared.types[name.text] = id
        guard case .enumeration(let known) = table.declaration(of: id) else { return nil }
        let (own, others) = (Set(enumeration.values), Set(known.values))
        if own != others || enumeration.rawType != known.rawType {
            let differing = own.symmetricDifference(others).sorted().map { "`\($0)`" }.joined(separator: ", ")
            diagnostics.error(
                .differentEnumerations,
                "`\(place.text)` has other values than the rest of `\(name.text)`"
                    + (differing.isEmpty ? "" : ": \(differing)"),
                at: place.location, hint: "remove it from the list: only equal enumerations can be one type")
        }
        return id
    }

    /// The schema of `components` of that name, or a new type.
    private mutating func sharedType(_ name: String, like enumeration: Enumeration) -> TypeID? {
        if let schema = document.components.schemas.first(where: { $0.name == name }) {
            guard let id = lower(schema.value, named: name).nonNull.name, case .enumeration = table.declaration(of: id)
            else { return nil }
            return id
        }
        table.allow(name)
        let reservation = table.reserve(name)
        var enumeration = enumeration
        enumeration.id = reservation.id
        table.define(reservation, with: .enumeration(enumeration))
        return reservation.id
    }

    /// Reports the places that are no enumerations, and those that are listed twice.
    mutating func reportUnknownPlaces() {
        let known =
            shared.met.map(\.text).sorted()
            + table.declarations.compactMap { declaration in
                if case .enumeration(let found) = declaration { found.id.word } else { nil }
            }
        var listed: Set<String> = []
        for place in shared.places {
            guard listed.insert(place.text).inserted else {
                diagnostics.error(.duplicateWord, "`\(place.text)` is listed already", at: place.location)
                continue
            }
            guard !shared.met.contains(place) else { continue }
            diagnostics.error(
                .unknownType, "there is no enumeration `\(place.text)`", at: place.location,
                hint: Suggestion.hint(for: place.text, among: known))
        }
    }
}

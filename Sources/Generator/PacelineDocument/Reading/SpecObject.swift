package import PacelineDiagnostics
package import PacelineYAML

/// An object of the OpenAPI Specification: a view of its node.
///
/// `NodeReader` has reported once what is wrong with the node, by the type's `shape`. The properties are read on demand
/// and say nothing: what is absent or of the wrong type is nil or empty.
package protocol SpecObject: Sendable {
    /// What the object may hold.
    static var shape: ObjectShape { get }
    /// The section of `components` that holds such objects; nil when there is none.
    static var section: String? { get }
    var node: Node { get }
    /// Where the object begins, or the key under which it stands.
    var location: SourceLocation { get }
    init(node: Node)
}

extension SpecObject {
    package static var section: String? { nil }

    package var location: SourceLocation { node.location }

    /// Where a member's value begins, else the object.
    func location(of member: String) -> SourceLocation { node[member]?.location ?? location }

    /// A scalar's text, of whatever type the scalar is; nil for null.
    func text(_ key: String) -> String? { node[key]?.scalarText }

    /// A text out of the closed set that the shape has for it; nil for any other.
    func word(_ key: String) -> String? {
        guard case .word(let words) = Self.shape[key]?.type, let word = text(key) else { return nil }
        return words.contains(word) ? word : nil
    }

    func flag(_ key: String) -> Bool { node[key]?.boolean ?? false }

    func object<Object: SpecObject>(_ key: String, as type: Object.Type = Object.self) -> Object? {
        guard let value = node[key], value.isMapping else { return nil }
        return Object(node: value)
    }

    func objects<Object: SpecObject>(_ key: String, as type: Object.Type = Object.self) -> [Object] {
        node[key]?.elements.compactMap { $0.isMapping ? Object(node: $0) : nil } ?? []
    }

    func reference<Object: SpecObject>(_ key: String, or type: Object.Type = Object.self) -> Referenced<Object>? {
        node[key].flatMap { Referenced(node: $0) }
    }

    /// The texts of a list, with the places of their nodes.
    func texts(_ key: String) -> [String] { node[key]?.elements.compactMap(\.scalarText) ?? [] }

    func named<Object: SpecObject>(_ key: String, as type: Object.Type = Object.self) -> [Named<Object>] {
        node[key]?.entries.compactMap { entry in
            guard entry.value.isMapping else { return nil }
            return Named(name: entry.key, value: Object(node: entry.value), location: entry.keyNode.location)
        } ?? []
    }

    func namedReferences<Object: SpecObject>(_ key: String, or type: Object.Type = Object.self)
        -> [Named<Referenced<Object>>]
    {
        node[key]?.entries.compactMap { entry in
            guard let value = Referenced<Object>(node: entry.value) else { return nil }
            return Named(name: entry.key, value: value, location: entry.keyNode.location)
        } ?? []
    }
}

/// An entry of a map, in document order.
package struct Named<Value: Sendable>: Sendable {
    package let name: String
    package let value: Value
    /// Where the name stands.
    package let location: SourceLocation
}

extension Node {
    /// The text of a scalar of any type but null.
    var scalarText: String? { isNull ? nil : text }
}

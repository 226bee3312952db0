/// A property whose key may be left out and whose value may be null, which are two things: in an update, "leave it as
/// it is" and "take it away".
///
/// `patch.note = "new"`, `patch.note = .value(text)`, `patch.note = .null`, `patch.note = .absent`; `patch.note.value`
/// is an optional. There is no nil literal, since nil could mean either.
public enum Nullable<Value> {
    /// The key is not there.
    case absent
    /// The key is there, its value is null.
    case null
    /// The key is there with a value.
    case value(Value)

    /// A value, or nothing for nil.
    public init(_ value: Value?) {
        self = value.map { .value($0) } ?? .absent
    }

    /// The value, if there is one.
    public var value: Value? {
        if case .value(let value) = self { value } else { nil }
    }
}

extension Nullable: Sendable where Value: Sendable {}
extension Nullable: Equatable where Value: Equatable {}
extension Nullable: Hashable where Value: Hashable {}

extension Nullable: ExpressibleByBooleanLiteral where Value: ExpressibleByBooleanLiteral {
    /// A value.
    public init(booleanLiteral value: Value.BooleanLiteralType) { self = .value(Value(booleanLiteral: value)) }
}

extension Nullable: ExpressibleByIntegerLiteral where Value: ExpressibleByIntegerLiteral {
    /// A value.
    public init(integerLiteral value: Value.IntegerLiteralType) { self = .value(Value(integerLiteral: value)) }
}

extension Nullable: ExpressibleByFloatLiteral where Value: ExpressibleByFloatLiteral {
    /// A value.
    public init(floatLiteral value: Value.FloatLiteralType) { self = .value(Value(floatLiteral: value)) }
}

extension Nullable: ExpressibleByUnicodeScalarLiteral where Value: ExpressibleByUnicodeScalarLiteral {
    /// A value.
    public init(unicodeScalarLiteral value: Value.UnicodeScalarLiteralType) {
        self = .value(Value(unicodeScalarLiteral: value))
    }
}

extension Nullable: ExpressibleByExtendedGraphemeClusterLiteral
where Value: ExpressibleByExtendedGraphemeClusterLiteral {
    /// A value.
    public init(extendedGraphemeClusterLiteral value: Value.ExtendedGraphemeClusterLiteralType) {
        self = .value(Value(extendedGraphemeClusterLiteral: value))
    }
}

extension Nullable: ExpressibleByStringLiteral where Value: ExpressibleByStringLiteral {
    /// A value.
    public init(stringLiteral value: Value.StringLiteralType) { self = .value(Value(stringLiteral: value)) }
}

extension JSONReader {
    /// A member that may be missing or `null`, and which of the two.
    public func nullable<Value: JSONValue>(_ name: StaticString) -> Nullable<Value> {
        let index = find(name)
        switch tape.tokens[index].kind {
        case .absent: return .absent
        case .null: return .null
        default: return .value(read(at: index))
        }
    }
}

extension JSONWriter {
    /// A value of any type or `null`; nothing where it is absent.
    public func nullable<Value: JSONValue>(_ name: StaticString, _ value: Nullable<Value>) {
        switch value {
        case .absent: break
        case .null: self.value(name, JSON.null)
        case .value(let value): self.value(name, value)
        }
    }
}

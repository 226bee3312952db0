/// A value of a response (an OpenAPI runtime expression, `$response.…`).
public enum ResponseValue: Hashable, Sendable {
    /// The value of a header field.
    case header(String)
    /// What a JSON pointer (RFC 6901) finds in the body.
    case body(String)

    /// Whether it stands in the body.
    package var isOfBody: Bool { if case .body = self { true } else { false } }
}

/// A condition on one value of a response.
public struct ResponseCondition: Hashable, Sendable {
    /// The value.
    public var value: ResponseValue
    /// What is asked of it.
    public var predicate: ValuePredicate

    /// Asks `predicate` of `value`.
    public init(_ value: ResponseValue, _ predicate: ValuePredicate) {
        self.value = value
        self.predicate = predicate
    }
}

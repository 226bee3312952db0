/// A value of a request (an OpenAPI runtime expression, `$request.…`).
public enum RequestValue: Hashable, Sendable {
    /// The value of a path parameter.
    case path(String)
    /// The value of a query parameter.
    case query(String)
    /// The value of a header field.
    case header(String)
    /// What a JSON pointer (RFC 6901) finds in the body. Of a form, its one part names a field.
    case body(String)
}

/// A condition on one value of a request.
public struct RequestCondition: Hashable, Sendable {
    /// The value.
    public var value: RequestValue
    /// What is asked of it.
    public var predicate: ValuePredicate

    /// Asks `predicate` of `value`.
    public init(_ value: RequestValue, _ predicate: ValuePredicate) {
        self.value = value
        self.predicate = predicate
    }
}

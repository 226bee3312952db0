/// A value of a response (an OpenAPI runtime expression, `$response.…`).
public enum ResponseValue: Hashable, Sendable {
    /// The value of a header field.
    case header(String)
    /// What a JSON pointer (RFC 6901) finds in the body.
    case body(String)
}

/// A condition on one value of a response.
public struct ResponseCondition: Hashable, Sendable {
    /// The value.
    public var value: ResponseValue
    /// What is asked of it.
    public var predicate: Predicate

    /// Asks `predicate` of `value`.
    public init(_ value: ResponseValue, _ predicate: Predicate) {
        self.value = value
        self.predicate = predicate
    }

    /// What is asked of a value. A missing value meets only `present(false)` and a `not` of what it does not meet.
    public indirect enum Predicate: Hashable, Sendable {
        /// Its text is one of these.
        case anyOf([String])
        /// Its text holds this one.
        case contains(String)
        /// It is a number not below this one.
        case minimum(Double)
        /// It is a number not above this one.
        case maximum(Double)
        /// It is there, or is not.
        case present(Bool)
        /// It does not meet this.
        case not(Predicate)
        /// It meets all of these.
        case all([Predicate])
    }
}

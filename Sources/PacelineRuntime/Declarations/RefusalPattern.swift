/// How an answer says that it refused: all conditions that are given must hold.
public struct RefusalPattern: Hashable, Sendable {
    /// Statuses, any of which will do; empty means any from 400 on.
    public var statuses: [StatusRange]
    /// Texts, any of which the body must hold; empty means that none is asked for. Case, white space and the kinds of
    /// quotes are folded before they are compared.
    public var messages: [String]
    /// Conditions on values of the answer.
    public var conditions: [ResponseCondition]
    /// Whether the server counts a refused request, too.
    public var isCounted: Bool

    /// An answer with one of `statuses` whose body holds one of `messages` and which meets all `conditions`.
    public init(
        statuses: [StatusRange] = [.code(429)], messages: [String] = [], conditions: [ResponseCondition] = [],
        isCounted: Bool = true
    ) {
        self.statuses = statuses
        self.messages = messages
        self.conditions = conditions
        self.isCounted = isCounted
    }

    /// One status code, or a hundred of them.
    public enum StatusRange: Hashable, Sendable {
        /// Exactly this status.
        case code(Int)
        /// Every status with this hundreds digit: 4 for `4XX`.
        case hundreds(Int)

        func contains(_ status: Int) -> Bool {
            switch self {
            case .code(let code): status == code
            case .hundreds(let digit): status / 100 == digit
            }
        }
    }
}

/// A value of an answer (an OpenAPI runtime expression, `$response.…`).
public enum ResponseValue: Hashable, Sendable {
    /// The value of a header field.
    case header(String)
    /// What a JSON pointer (RFC 6901) finds in the body.
    case body(String)
}

/// A condition on one value of an answer.
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

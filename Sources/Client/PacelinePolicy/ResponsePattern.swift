/// Which responses are meant: all conditions that are given must hold.
public struct ResponsePattern: Hashable, Sendable {
    /// Statuses, any of which will do; empty means that none is asked for.
    public var statuses: [StatusRange]
    /// Texts, any of which the body must hold; empty means that none is asked for. Case, white space and the kinds of
    /// quotes are folded before they are compared.
    public var messages: [String]
    /// Conditions on values of the response.
    public var conditions: [ResponseCondition]

    /// A response with one of `statuses` whose body holds one of `messages` and which meets all `conditions`.
    public init(statuses: [StatusRange] = [], messages: [String] = [], conditions: [ResponseCondition] = []) {
        self.statuses = statuses
        self.messages = messages
        self.conditions = conditions
    }

    /// One status code, or a hundred of them.
    public enum StatusRange: Hashable, Sendable {
        /// Exactly this status.
        case code(Int)
        /// Every status with this hundreds digit: 4 for `4XX`.
        case hundreds(Int)

        /// Whether a status is one of these.
        package func contains(_ status: Int) -> Bool {
            switch self {
            case .code(let code): status == code
            case .hundreds(let digit): status / 100 == digit
            }
        }
    }

    /// Whether it takes the body of a response to tell.
    package var readsBody: Bool { !messages.isEmpty || conditions.contains { $0.value.isOfBody } }

    /// Whether a response of the status can be meant.
    package func allows(_ status: Int) -> Bool { statuses.isEmpty || statuses.contains { $0.contains(status) } }
}

/// How a response says that it refused: all conditions that are given must hold.
public struct RefusalPattern: Hashable, Sendable {
    /// Statuses, any of which will do; empty means any from 400 on.
    public var statuses: [StatusRange]
    /// Texts, any of which the body must hold; empty means that none is asked for. Case, white space and the kinds of
    /// quotes are folded before they are compared.
    public var messages: [String]
    /// Conditions on values of the response.
    public var conditions: [ResponseCondition]
    /// Whether the server counts a refused request, too.
    public var isCounted: Bool

    /// A response with one of `statuses` whose body holds one of `messages` and which meets all `conditions`.
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

        /// Whether a status is one of these.
        package func contains(_ status: Int) -> Bool {
            switch self {
            case .code(let code): status == code
            case .hundreds(let digit): status / 100 == digit
            }
        }
    }
}

/// How a response says that it refused.
public struct RefusalPattern: Hashable, Sendable {
    /// The responses that refuse. Where no status is asked for, any from 400 on will do.
    public var response: ResponsePattern
    /// Whether the server counts a refused request, too.
    public var isCounted: Bool

    /// A response with one of `statuses` whose body holds one of `messages` and which meets all `conditions`.
    public init(
        statuses: [ResponsePattern.StatusRange] = [.code(429)], messages: [String] = [],
        conditions: [ResponseCondition] = [], isCounted: Bool = true
    ) {
        response = ResponsePattern(statuses: statuses, messages: messages, conditions: conditions)
        self.isCounted = isCounted
    }
}

/// What a client needs to know of its API as a whole.
public struct APIDescriptor: Sendable {
    /// The API's identity in bucket names: clients with the same identity and the same principals share their quota.
    public var id: String
    /// Every declared limit, in document order.
    public var policies: [RateLimitPolicy]
    /// The plan whose numbers hold unless a client names another; nil when the document names none.
    public var plan: String?
    /// How exactly the dates of responses must have the form that the document says.
    public var dates: DateReading

    /// An API with the given identity and limits.
    ///
    /// - Parameters:
    ///   - runtime: The runtime that the code was generated for. A later major version keeps the name of an earlier one
    ///     as unavailable, with a message that says to generate the code anew.
    ///   - id: The API's identity.
    ///   - policies: Its limits.
    ///   - plan: The plan whose numbers hold unless a client names another.
    ///   - dates: How exactly the dates of responses must have the form that the document says.
    public init(
        generatedFor runtime: RuntimeVersion, id: String, policies: [RateLimitPolicy], plan: String? = nil,
        dates: DateReading = .lenient
    ) {
        self.id = id
        self.policies = policies
        self.plan = plan
        self.dates = dates
    }
}

/// The major versions of the runtime that generated code can ask for.
public struct RuntimeVersion: Hashable, Sendable {
    private let major: Int

    /// Version 1.
    public static let paceline1 = RuntimeVersion(major: 1)
}

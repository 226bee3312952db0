/// Where it is taken from what a request will cost, before it is sent.
public enum CostEstimate: Hashable, Sendable {
    /// A number in the request.
    case value(RequestValue)
    /// What a function of the client says, which it has under this name (`ClientOptions.estimators`). Where it is
    /// required, no other cost is declared: a client without it makes no calls.
    case hook(String, isRequired: Bool = false)
}

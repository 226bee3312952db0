public import HTTPTypes

/// Estimates what a request will cost, in units of the policy that asks, before it is sent. A number below zero, or
/// none, leaves it to what the document declares.
public typealias CostEstimator = @Sendable (EstimatedRequest) -> Double

/// A request whose cost is estimated.
public struct EstimatedRequest: Sendable {
    private let request: RequestBuilder

    init(_ request: RequestBuilder) { self.request = request }

    /// The operation's id in the document.
    public var operationID: String { request.operation.id }
    /// The request's method.
    public var method: HTTPRequest.Method { request.operation.requestMethod }
    /// The template of the path, such as `/reports/{id}`.
    public var path: String { request.operation.path }
    /// The body as it will be sent; nil where there is none, and where it is read only while it is sent.
    public var body: [UInt8]? { request.body.bytes }

    /// The value of a part of the request, as text; nil where there is none.
    ///
    /// - Complexity: O(n) in the body for a value of it.
    public func value(_ value: RequestValue) -> String? {
        var reader = RequestReader(request)
        return reader.value(value).text
    }
}

/// The functions by which a client estimates costs, by their names.
struct CostEstimators: Sendable {
    let hooks: [String: CostEstimator]

    /// What a request is estimated to cost; nil where nothing says so.
    func cost(_ estimate: CostEstimate, _ request: RequestBuilder, _ reader: inout RequestReader) -> Double? {
        let cost: Double? =
            switch estimate {
            case .value(let value): reader.value(value).number
            case .hook(let name, _): hooks[name]?(EstimatedRequest(request))
            }
        return cost.flatMap { $0 >= 0 && $0.isFinite ? $0 : nil }
    }

    /// Whether a policy's costs are estimated by a function that the client does not have.
    func lacks(_ policy: RateLimitPolicy) -> Bool {
        guard case .hook(let name, _)? = policy.estimate else { return false }
        return hooks[name] == nil
    }

    /// Why no call can be made under a policy; nil when calls can.
    func problem(with policy: RateLimitPolicy) -> CallError? {
        guard case .hook(let name, isRequired: true)? = policy.estimate, lacks(policy) else { return nil }
        return CallError(
            .invalidRequest,
            "the policy \(policy.name) declares no cost but an estimate: give the client's options a function for it, "
                + "estimators: [\"\(name)\": { request in … }]", limit: (policy.name, ""))
    }
}

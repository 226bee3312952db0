import PacelineRuntime
import Testing

/// The operations that faults happen to.
enum OperationKind: CaseIterable, Sendable, CustomTestStringConvertible {
    case get
    case post
    /// A POST whose document declares an idempotency key.
    case postWithKey

    static let keyField = "Idempotency-Key"
    static let policies = [
        RateLimitPolicy(
            name: "per-minute", numbers: .quota(100, per: .seconds(60)),
            refusal: RefusalPattern(statuses: [.code(400)], messages: [Fault.refusalMessage]),
            retry: RefusalRetry(after: [.fixed(.milliseconds(20))])),
        RateLimitPolicy(name: "at-a-time", numbers: .concurrency(2)),
    ]

    var testDescription: String { "\(self)" }

    var descriptor: OperationDescriptor {
        OperationDescriptor(
            id: "\(self)", method: self == .get ? .get : .post, path: "/things",
            limits: Self.policies.map { AppliedLimit($0) },
            idempotency: self == .postWithKey ? .key(header: Self.keyField) : .method)
    }

    /// A request of the operation, with a body where it has one.
    var request: RequestBuilder {
        var request = RequestBuilder(descriptor, .default)
        if self != .get { request.upload(.text("{\"b\": 2}"), contentType: "application/json") }
        return request
    }
}

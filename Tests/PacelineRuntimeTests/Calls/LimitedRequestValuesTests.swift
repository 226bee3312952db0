import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Testing

/// What limits read of requests and responses of another client, and what they make of what is not at hand.
@Suite(.timeLimit(.minutes(1))) struct LimitedRequestValuesTests {
    /// Admits and sends two requests, 1 s apart.
    private func twoRequests(
        _ timeline: Timeline, _ limits: LimitedRequests, to host: String, readingBodies: Bool
    ) async {
        let request = HTTPRequest(method: .get, scheme: "https", authority: host, path: "/")
        for (name, delay) in [("a", 0), ("b", 1)] {
            timeline.call(name, at: .seconds(delay)) {
                _ = try await limits.admit(request, responseBody: { (bytes: [UInt8]) in readingBodies ? bytes : nil }) {
                    let (head, body) = try await timeline.send(request, body: .none, context: TransportContext())
                    return (head, try await body.collect(upTo: 100))
                }
            }
        }
        await timeline.run()
    }

    /// What is sent of two requests under a policy for all.
    private func sends(
        under policy: RateLimitPolicy, isEstimated: Bool = false, answering text: String = "", readsBody: Bool = true,
        _ estimators: [String: CostEstimator] = [:]
    ) async -> String {
        let timeline = Timeline { _ in .status(200, text) }
        let limits = LimitedRequests(
            api: APIDescriptor(generatedFor: .paceline0_2, id: "All", policies: [policy]), operations: [],
            others: [AppliedLimit(policy, isEstimated: isEstimated)], server: "https://all.example",
            options: LimitedRequests.Options(
                limiter: timeline.limiter, limits: timeline.options.limits, estimators: estimators))
        await twoRequests(timeline, limits, to: "all.example", readingBodies: readsBody)
        return timeline.sends
    }

    /// Whether a request counts is not known where nobody reads the body that says so: then it does.
    @Test(arguments: [(true, "0s a | 1s b"), (false, "0s a | 60s b")])
    func whatCounts(readsBody: Bool, expected: String) async {
        let policy = RateLimitPolicy(
            name: "p", numbers: .quota(1, per: .seconds(60)),
            counts: ResponsePattern(conditions: [ResponseCondition(.body("/cached"), .anyOf(["false"]))]))
        #expect(await sends(under: policy, answering: #"{"cached":true}"#, readsBody: readsBody) == expected)
    }

    @Test(arguments: [(4, "0s a | 1s b"), (6, "0s a | 60s b")] as [(Double, String)])
    func estimates(cost: Double, expected: String) async {
        let policy = RateLimitPolicy(
            name: "p", numbers: .quota(10, per: .seconds(60)), estimate: .hook("tokens", isRequired: true))
        #expect(await sends(under: policy, isEstimated: true, ["tokens": { _ in cost }]) == expected)
    }

    /// The operation is the one that its caller names, and so are the values of its path, whatever else matches.
    @Test func byID() async {
        let limits = LimitedRequests(
            api: APIDescriptor(generatedFor: .paceline0_2, id: "Pets", policies: []),
            operations: [
                OperationDescriptor(id: "mine", method: .get, path: "/pets/mine"),
                OperationDescriptor(id: "pet", method: .get, path: "/pets/{id}"),
                OperationDescriptor(id: "named", method: .get, path: "/pets/{name}?kind=cat"),
                OperationDescriptor(id: "toy", method: .get, path: "/pets/{id}/toys/{toy}"),
            ], server: "https://pets.example/v1")
        func found(_ id: String, _ path: String) -> String {
            let request = HTTPRequest(method: .get, scheme: "https", authority: "pets.example", path: path)
            let builder = limits.builder(request, id: id, body: nil, .default)
            return [builder.operation.id, builder.pathValue("id"), builder.pathValue("name")]
                .map { $0 ?? "-" }.joined(separator: " ")
        }
        #expect(found("pet", "/v1/pets/mine") == "pet mine -")
        #expect(found("named", "/v1/pets/rex") == "named - rex")
        #expect(found("toy", "/v1/pets/7") == "toy - -")
        #expect(found("unheard of", "/pets/mine") == "mine - -")
    }

    /// What is refused in a body is heard where the body is at hand.
    @Test(arguments: [(true, "60s b"), (false, "1s b")]) func refusalsInBodies(isRead: Bool, next: String) async {
        let timeline = Timeline { $0.number == 0 ? .status(200, "Too much") : .status(200) }
        let policy = RateLimitPolicy(
            name: "soft", numbers: .quota(5, per: .seconds(60)),
            refusal: RefusalPattern(statuses: [.code(200)], messages: ["Too much"]))
        let limits = LimitedRequests(
            api: APIDescriptor(generatedFor: .paceline0_2, id: "Soft", policies: [policy]),
            operations: [OperationDescriptor(id: "get", method: .get, path: "/", limits: [AppliedLimit(policy)])],
            server: "https://soft.example",
            options: LimitedRequests.Options(limiter: timeline.limiter, limits: timeline.options.limits))
        await twoRequests(timeline, limits, to: "soft.example", readingBodies: isRead)
        #expect(timeline.sends == "0s a | \(next)")
    }

    /// A policy for some values of the body counts a body of which nothing is known.
    @Test(
        arguments: [
            (.post, #"{"stream":true}"#, nil, "0s a | 60s b"), (.post, #"{"stream":false}"#, nil, "0s a b"),
            (.post, nil, nil, "0s a | 60s b"), (.post, "", nil, "0s a b"), (.get, nil, nil, "0s a b"),
            (.get, nil, "application/json", "0s a | 60s b"),
            (.post, "--x", "multipart/form-data; boundary=x", "0s a | 60s b"),
        ] as [(HTTPRequest.Method, String?, String?, String)])
    func conditionsOfBodies(method: HTTPRequest.Method, body: String?, type: String?, sends: String) async {
        let policy = RateLimitPolicy(
            name: "streams", numbers: .quota(1, per: .seconds(60)),
            conditions: [RequestCondition(.body("/stream"), .anyOf(["true"]))])
        let timeline = Timeline()
        let limits = LimitedRequests(
            api: APIDescriptor(generatedFor: .paceline0_2, id: "Chat", policies: [policy]),
            operations: [], others: [AppliedLimit(policy)], server: "https://chat.example",
            options: LimitedRequests.Options(limiter: timeline.limiter, limits: timeline.options.limits))
        var request = HTTPRequest(method: method, scheme: "https", authority: "chat.example", path: "/chat")
        request.headerFields[.contentType] = type
        for name in ["a", "b"] {
            timeline.call(name) { [request] in
                _ = try await limits.admit(request, body: body.map { Array($0.utf8) }) {
                    try await timeline.send(request, body: .none, context: TransportContext())
                }
            }
        }
        await timeline.run()
        #expect(timeline.sends == sends)
    }
}

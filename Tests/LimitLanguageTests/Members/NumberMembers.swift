import PacelineMockTransport
import PacelinePolicy

extension Member {
    private static let calls: @Sendable (Trial) async -> Void = {
        await $0.call("a", 3)
        await $0.others("a", 3)
    }

    /// A policy whose plan has a member, or has it as the policy does.
    private static func plan(_ name: String, _ policy: String, _ with: String, _ without: String, _ trace: String)
        -> Member
    {
        Member(
            name: "plan.\(name)", limits: "plan: big, policies: { p: { \(policy), plans: { big: { \(with) } } } }",
            without: "plan: big, policies: { p: { \(policy), plans: { big: { \(without) } } } }",
            mock: .init(latency: .uniform(.seconds(1)...(.seconds(1)))),
            steps: {
                await $0.callTogether("a", 3)
                await $0.pass(12)
                await $0.othersTogether("a", 3)
            }, trace: trace)
    }

    /// A policy of which an operation has numbers of its own.
    private static func attached(
        _ name: String, _ policy: String, _ with: String, _ without: String, _ trace: String
    ) -> Member {
        Member(
            name: "attached-limit.\(name)", limits: "policies: { p: { \(policy) } }",
            without: "policies: { p: { \(policy) } }", attached: "{ p: { \(with) } }",
            attachedWithout: "{ p: { \(without) } }",
            mock: .init(latency: .uniform(.seconds(1)...(.seconds(1)))),
            steps: {
                await $0.callTogether("a", 3)
                await $0.pass(12)
                await $0.othersTogether("a", 3)
            }, trace: trace)
    }

    /// The numbers of plans and operations, and what requests cost.
    static let ofNumbers: [Member] = [
        plan("quota", "quota: 1, window: 10s", "quota: 2", "quota: 1", "0: a, a | 12: a | 26: a*, a*, a* 429"),
        plan(
            "window", "quota: 1, window: 10s", "window: 20s", "window: 10s",
            "0: a | 22: a | 44: a | 58: a* 429, a* 429, a* 429"),
        plan(
            "burst", "quota: 10, window: 10s, burst: 1", "burst: 2", "burst: 1", "0: a, a | 3: a | 17: a*, a*, a* 429"),
        plan(
            "concurrency", "concurrency: 1", "concurrency: 2", "concurrency: 1", "0: a, a | 2: a | 16: a*, a*, a* 429"),
        attached(
            "cost", "quota: 2, window: 10s", "cost: 2", "cost: 1", "0: a | 12: a | 24: a | 38: a*, a* 429, a* 429"),
        attached(
            "quota", "quota: 1, window: 10s, per: operation", "quota: 2", "quota: 1",
            "0: a, a | 12: a | 26: a*, a*, a* 429"),
        attached(
            "window", "quota: 1, window: 10s, per: operation", "quota: 1, window: 20s", "quota: 1",
            "0: a | 22: a | 44: a | 58: a* 429, a* 429, a* 429"),
        attached(
            "burst", "quota: 10, window: 10s, burst: 1, per: operation", "quota: 10, burst: 2", "quota: 10",
            "0: a, a | 3: a | 17: a*, a*, a* 429"),
        attached(
            "concurrency", "concurrency: 1, per: operation", "concurrency: 2", "concurrency: 1",
            "0: a, a | 2: a | 16: a*, a*, a* 429"),
        Member(
            name: "cost.default", limits: "policies: { p: { quota: 4, window: 10s, cost: { default: 2 } } }",
            without: "policies: { p: { quota: 4, window: 10s, cost: { default: 1 } } }", steps: calls,
            trace: "0: a, a | 10: a, a*, a* 429, a* 429"),
        Member(
            name: "cost.methods",
            limits: "policies: { p: { quota: 4, window: 10s, cost: { default: 1, methods: { GET: 2 } } } }",
            without: "policies: { p: { quota: 4, window: 10s, cost: { default: 1 } } }",
            steps: {
                await $0.call("b")
                await $0.call("a", 2)
                await $0.others("a", 2)
            }, trace: "0: a, b | 10: a, a*, a* 429"),
        Member(
            name: "cost.estimate",
            limits: "policies: { p: { quota: 4, window: 10s, cost: { default: 1, estimate: $request.body#/n } } }",
            without: "policies: { p: { quota: 4, window: 10s, cost: { default: 1 } } }",
            steps: {
                await $0.call("b", 2, with: .init(json: #"{ "n": 3 }"#))
                await $0.call("b", with: .init(json: #"{ "n": 1 }"#))
                await $0.call("b", 2, with: .init(form: "n=2"))
                await $0.others("b", with: .init(json: #"{ "n": 1 }"#))
            }, trace: "0: b | 10: b, b | 20: b, b, b* 429"),
        Member(
            name: "cost.settle",
            limits: """
                policies: { p: { quota: 12, window: 10s, cost: { default: 1, estimate: $request.query.q, \
                settle: $response.header.X-Cost } } }
                """,
            without: "policies: { p: { quota: 12, window: 10s, cost: { default: 1, estimate: $request.query.q } } }",
            mock: costSpread, steps: { await $0.call("a", 8, with: .init(query: ["q": "4"])) },
            trace: "0: a, a | 10: a, a, a | 20: a, a | 30: a"),
    ]

    /// A mock whose requests cost up to half more or less than it is told.
    private static let costSpread: Mock.Options = {
        var options = Mock.Options(seed: 3)
        options.costSpread = 0.5
        return options
    }()
}

import PacelineMockTransport
import PacelinePolicy

extension Member {
    private static func policy(_ members: String) -> String { "policies: { p: { \(members) } }" }

    /// The members of a policy that say how much there is of what, and who counts together.
    static let ofPolicies: [Member] = [
        Member(
            name: "policy.quota", limits: policy("quota: 2, window: 10s"), without: policy("quota: 3, window: 10s"),
            steps: {
                await $0.call("a", 3)
                await $0.others("a", 2)
            }, trace: "0: a, a | 10: a, a*, a* 429"),
        Member(
            name: "policy.window", limits: policy("quota: 2, window: 10s"), without: policy("quota: 2, window: 5s"),
            steps: {
                await $0.call("a", 2)
                await $0.pass(7)
                await $0.others("a")
                await $0.call("a")
            }, trace: "0: a, a | 7: a* 429 | 17: a"),
        Member(
            name: "policy.concurrency", limits: policy("concurrency: 1"), without: policy("concurrency: 2"),
            mock: .init(latency: .uniform(.seconds(1)...(.seconds(1)))),
            steps: {
                await $0.callTogether("a", 2)
                await $0.othersTogether("a", 2)
            }, trace: "0: a | 2: a | 4: a*, a* 429"),
        Member(
            name: "policy.algorithm", limits: policy("quota: 2, window: 10s, algorithm: counter"),
            without: policy("quota: 2, window: 10s, algorithm: sliding"),
            steps: {
                await $0.call("a", 3)
                await $0.others("a", 1)
                await $0.pass(6)
                await $0.others("a", 2)
            }, trace: "0: a | 11: a | 22: a, a* 429 | 28: a* 429, a* 429"),
        Member(
            name: "policy.burst", limits: policy("quota: 10, window: 10s, burst: 2"),
            without: policy("quota: 10, window: 10s, algorithm: sliding"),
            steps: {
                await $0.call("a", 4)
                await $0.others("a", 3)
            }, trace: "0: a, a | 1: a | 2: a, a* 429, a* 429, a* 429"),
        Member(
            name: "policy.align", limits: policy("quota: 2, window: 10s, algorithm: fixed, align: clock"),
            without: policy("quota: 2, window: 10s, algorithm: fixed, align: first"), start: 1_005,
            steps: { await $0.call("a", 3) }, trace: "0: a, a | 6: a"),
        // An hour before midnight in Paris.
        Member(
            name: "policy.timezone",
            limits: policy(
                "quota: 2, window: 1d, algorithm: fixed, align: calendar, timezone: Europe/Paris, retry: { exhausted: wait }"
            ),
            without: policy("quota: 2, window: 1d, algorithm: fixed, align: calendar, retry: { exhausted: wait }"),
            start: 1_767_305_700, steps: { await $0.call("a", 3) }, trace: "0: a, a | 2701: a"),
        Member(
            name: "policy.granularity", limits: policy("quota: 2, window: 10s, algorithm: sliding, granularity: 5s"),
            without: policy("quota: 2, window: 10s, algorithm: sliding"), start: 3,
            steps: {
                await $0.others("a", 2)
                await $0.pass(10.5)
                await $0.others("a")
                await $0.pass(20)
                await $0.call("a", 3)
            }, trace: "0: a*, a* | 10: a* 429 | 30: a, a | 45: a"),
        Member(
            name: "policy.plans", limits: "plan: big, " + policy("quota: 2, window: 10s, plans: { big: { quota: 3 } }"),
            without: "plan: big, " + policy("quota: 2, window: 10s, plans: { big: { quota: 2 } }"),
            steps: {
                await $0.call("a", 4)
                await $0.others("a", 3)
            }, trace: "0: a, a, a | 10: a, a*, a*, a* 429"),
        Member(
            name: "policy.cost", limits: policy("quota: 4, window: 10s, cost: 2"),
            without: policy("quota: 4, window: 10s"),
            steps: {
                await $0.call("a", 3)
                await $0.others("a", 2)
            }, trace: "0: a, a | 10: a, a*, a* 429"),
        Member(
            name: "policy.per", limits: policy("quota: 1, window: 10s, per: [user, operation]"),
            without: policy("quota: 1, window: 10s"),
            steps: {
                await $0.call("a")
                await $0.call("c", with: .init(path: ["id": "1"]))
                await $0.call("a", as: 2)
                await $0.others("c", with: .init(path: ["id": "2"]))
            }, trace: "0: a, a, c, c* 429"),
        Member(
            name: "policy.applies", limits: policy("quota: 1, window: 10s, applies: { tags: [y] }"),
            without: policy("quota: 1, window: 10s"),
            steps: {
                await $0.call("a", 2)
                await $0.call("b")
                await $0.others("b")
            }, trace: "0: a, a, b, b* 429"),
        Member(
            name: "policy.when", limits: policy("quota: 1, window: 10s, when: { auth: [bearer] }"),
            without: policy("quota: 1, window: 10s"),
            steps: {
                await $0.call("a", 2, as: 0)
                await $0.call("a", 2)
                await $0.others("a")
            }, trace: "0: a, a, a | 10: a, a* 429"),
        Member(
            name: "policy.counts", limits: policy("quota: 1, window: 10s, counts: { status: 2XX }"),
            without: policy("quota: 1, window: 10s"),
            steps: {
                await $0.call("a", 2, with: .init(headers: ["Prefer": "code=404"]))
                await $0.call("a", 2)
                await $0.others("a")
            }, trace: "0: (response), (response), a, a 404, a 404 | 10: a, a* 429"),
        Member(
            name: "policy.learn",
            limits: policy("quota: 1, window: 10s, learn: true, headers: { limit: X-Most, remaining: X-Left }"),
            without: policy("quota: 1, window: 10s, headers: { limit: X-Most, remaining: X-Left }"), sides: [.client],
            mock: options(["p": .quota(3, per: .seconds(10))]),
            steps: {
                await $0.call("a", 4)
                await $0.others("a", 3)
            }, trace: "0: a, a, a | 10: a, a*, a*, a* 429"),
        Member(
            name: "policy.like",
            limits:
                "policies: { p: { quota: 5, window: 10s, cost: 2, applies: explicit }, q: { like: p, quota: 4, applies: all } }",
            without:
                "policies: { p: { quota: 5, window: 10s, cost: 2, applies: explicit }, q: { quota: 4, window: 10s } }",
            attached: "{ p: 0 }",
            steps: {
                await $0.call("c", 3, with: .init(path: ["id": "1"]))
                await $0.others("c", 2, with: .init(path: ["id": "1"]))
            }, trace: "0: c, c | 10: c, c*, c* 429"),
        Member(
            name: "policy.refusal",
            limits: policy("quota: 1, window: 10s, refusal: { status: 403, message: too fast }"),
            without: policy("quota: 1, window: 10s"),
            steps: {
                await $0.others("a")
                await $0.call("a")
            }, trace: "0: a 403, a* | 10: a"),
        Member(
            name: "policy.retry", limits: policy("quota: 1, window: 10s, retry: { after: [13s] }"),
            without: policy("quota: 1, window: 10s"), sides: [.client],
            steps: {
                await $0.others("a")
                await $0.call("a")
            }, trace: "0: a 429, a* | 13: a"),
        Member(
            name: "policy.headers", limits: policy("quota: 2, window: 10s, headers: { remaining: X-Left }"),
            without: policy("quota: 2, window: 10s"),
            steps: {
                await $0.others("a")
                await $0.call("a", 2)
            }, trace: "0: a, a* | 10: a"),
    ]

    static func options(_ numbers: [String: RateLimitNumbers]) -> Mock.Options {
        var options = Mock.Options()
        options.numbers = numbers
        return options
    }
}

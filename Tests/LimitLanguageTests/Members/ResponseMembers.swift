import PacelineMockTransport
import PacelinePolicy

extension Member {
    /// A policy with a kind of refusal: others spend the quota, a call is refused and waits, and another one gets a 403
    /// that is none.
    private static func refusal(
        _ name: String, _ refusal: String, _ without: String, after: String = "4s", _ trace: String
    ) -> Member {
        Member(
            name: name,
            limits: "policies: { p: { quota: 1, window: 4s, refusal: \(refusal), retry: { after: [\(after)] } } }",
            without: "policies: { p: { quota: 1, window: 4s, refusal: \(without), retry: { after: [\(after)] } } }",
            steps: {
                await $0.others("a")
                await $0.call("a")
                await $0.call("a", with: .init(headers: ["Prefer": "code=403"]))
            }, trace: trace)
    }

    /// A condition on a field of refusals.
    private static func condition(
        _ name: String, _ condition: String, _ without: String = "never", _ trace: String
    ) -> Member {
        refusal(
            "condition.\(name)", "{ status: 403, $response.header.X-Why: \(condition) }",
            "{ status: 403, $response.header.X-Why: \(without) }", trace)
    }

    /// When a refused request is sent again; only clients have something to do by it.
    private static func retry(_ name: String, _ retry: String, _ without: String, _ trace: String) -> Member {
        func limits(_ retry: String) -> String {
            """
            policies: { p: { quota: 1, window: 10s, applies: { tags: [y] }, refusal: { status: 429, counted: false }, \
            retry: \(retry) } }
            """
        }
        return Member(
            name: "retry.\(name)", limits: limits(retry), without: limits(without), sides: [.client],
            steps: {
                await $0.others("b")
                await $0.call("b")
                await $0.call("a")
                await $0.call("b")
            }, trace: trace)
    }

    /// How responses say that they refused, what counts, and what is done then.
    static let ofResponses: [Member] = [
        refusal(
            "refusal.status", "{ status: 403, message: too fast }", "{ status: 429, message: too fast }",
            "0: a 403, a* | 4: a | 8: (response), a 403"),
        refusal(
            "refusal.message", "{ status: 403, message: too fast }", "{ status: 403, message: slow down }",
            "0: a 403, a* | 4: a | 8: (response), a 403"),
        refusal(
            "refusal.$response", "{ status: 403, $response.body#/why: quota }",
            "{ status: 403, $response.body#/why: load }",
            "0: a 403, a* | 4: a | 8: (response), a 403"),
        Member(
            name: "refusal.counted",
            limits:
                "policies: { p: { quota: 1, window: 10s, refusal: { status: 429, counted: false }, retry: { after: [3s] } } }",
            without: "policies: { p: { quota: 1, window: 10s, refusal: { status: 429 }, retry: { after: [3s] } } }",
            steps: {
                await $0.others("a")
                await $0.pass(5)
                await $0.others("a")
                await $0.pass(6)
                await $0.others("a")
                await $0.call("a", 2)
            }, trace: "0: a* | 5: a* 429 | 11: a 429, a* | 14: a 429 | 17: a 429 | 20: a 429 | 23: a | 33: a"),
        Member(
            name: "counts.status", limits: "policies: { p: { quota: 1, window: 10s, counts: { status: 404 } } }",
            without: "policies: { p: { quota: 1, window: 10s, counts: { status: 2XX } } }",
            steps: {
                await $0.call("a", 2)
                await $0.call("a", 2, with: .init(headers: ["Prefer": "code=404"]))
                await $0.others("a", with: .init(headers: ["Prefer": "code=404"]))
            }, trace: "0: (response), a, a, a 404 | 10: (response), a 404, a* 429"),
        Member(
            name: "counts.message", limits: "policies: { p: { quota: 1, window: 10s, counts: { message: status } } }",
            without: "policies: { p: { quota: 1, window: 10s, counts: { status: 2XX } } }",
            steps: {
                await $0.call("a", 2)
                await $0.call("a", 2, with: .init(headers: ["Prefer": "code=404"]))
            }, trace: "0: (response), (response), a, a, a 404, a 404"),
        Member(
            name: "counts.$response",
            limits:
                "policies: { p: { quota: 1, window: 10s, counts: { $response.header.Content-Type: { present: true } } } }",
            without: "policies: { p: { quota: 1, window: 10s, counts: { status: 2XX } } }",
            steps: {
                await $0.call("a", 2)
                await $0.call("b", 2)
            }, trace: "0: a, a, b | 10: b"),
        condition("contains", "{ contains: slow }", "never", "0: a 403, a* | 4: a | 8: (response), a 403"),
        condition("like", "{ like: 's*w' }", "never", "0: a 403, a* | 4: a | 8: (response), a 403"),
        condition("min", "{ min: 7 }", "never", "0: a 403, a* | 4: a | 8: (response), a 403"),
        condition("max", "{ max: 7 }", "never", "0: a 403, a* | 4: a | 8: (response), a 403"),
        condition("present", "{ present: true }", "{ present: false }", "0: a 403, a* | 4: a | 8: (response), a 403"),
        condition("not", "{ not: never, present: true }", "never", "0: a 403, a* | 4: a | 8: (response), a 403"),
        retry(
            "after", "{ after: [3s] }", "{ after: [12s] }",
            "0: b 429, b* | 3: b 429 | 6: b 429 | 9: b 429 | 12: a, b | 22: b"),
        retry(
            "attempts", "{ after: [3s], attempts: 2 }", "{ after: [3s] }",
            "0: b 429, b* | 3: (refused by p), a, b 429 | 6: b 429 | 9: (refused by p), b 429"),
        retry(
            "max-wait", "{ after: [11s], max-wait: 5s }", "{ after: [11s] }",
            "0: (exhausted by p), (refused by p), a, b 429, b*"),
        retry(
            "not-processed", "{ after: [11s], not-processed: false }", "{ after: [11s] }",
            "0: (refused by p), a, b 429, b* | 11: b"),
        retry(
            "exhausted", "{ after: [11s], exhausted: fail }", "{ after: [11s] }",
            "0: (exhausted by p), (refused by p), a, b 429, b*"),
        retry(
            "blocks", "{ after: [11s], attempts: 1, blocks: all }", "{ after: [11s], attempts: 1 }",
            "0: (refused by p), b 429, b* | 11: a, b"),
        Member(
            name: "x-rate-limits.refusal",
            limits: "refusal: { status: 403 , message: too fast }, policies: { p: { quota: 1, window: 10s } }",
            without: "policies: { p: { quota: 1, window: 10s } }",
            steps: {
                await $0.others("a")
                await $0.call("a")
            }, trace: "0: a 403, a* | 10: a"),
        Member(
            name: "x-rate-limits.retry", limits: "retry: { after: [13s] }, policies: { p: { quota: 1, window: 10s } }",
            without: "policies: { p: { quota: 1, window: 10s } }", sides: [.client],
            steps: {
                await $0.others("a")
                await $0.call("a")
            }, trace: "0: a 429, a* | 13: a"),
    ]
}

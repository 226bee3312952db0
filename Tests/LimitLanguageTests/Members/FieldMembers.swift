import PacelineMockTransport
import PacelinePolicy

extension Member {
    /// Where a value of `headers` stands: others use some of the quota, which a client learns by it alone.
    private static func field(
        _ name: String, _ headers: String, _ without: String, policy: String = "quota: 3, window: 10s", _ trace: String
    ) -> Member {
        Member(
            name: name, limits: "policies: { p: { \(policy), headers: \(headers) } }",
            without: "policies: { p: { \(policy), headers: \(without) } }",
            steps: {
                await $0.others("a")
                await $0.pass(3)
                await $0.call("a", 4)
            }, trace: trace)
    }

    /// What a client learns of numbers that only the server knows.
    private static func learned(_ name: String, _ headers: String, _ without: String, _ trace: String) -> Member {
        Member(
            name: name,
            limits: "policies: { p: { quota: 1, window: 10s, burst: 1, learn: true, headers: \(headers) } }",
            without: "policies: { p: { quota: 1, window: 10s, burst: 1, learn: true, headers: \(without) } }",
            mock: options(["p": .quota(5, per: .seconds(10), algorithm: .tokenBucket(burst: 3))]),
            steps: {
                await $0.call("a", 6)
            }, trace: trace)
    }

    /// Where responses tell how a quota stands.
    static let ofFields: [Member] = [
        learned(
            "headers.limit", "{ limit: X-Most, rate: X-Rate }", "{ rate: X-Rate }", "0: a, a, a | 2: a | 4: a | 6: a"),
        learned(
            "headers.rate", "{ limit: X-Most, rate: X-Rate }", "{ limit: X-Most }", "0: a, a, a | 2: a | 4: a | 6: a"),
        field("headers.remaining", "{ remaining: X-Left }", "{ limit: X-Most }", "0: a* | 3: a, a | 13: a, a"),
        field("headers.used", "{ used: $response.header.X-Used }", "{ limit: X-Most }", "0: a* | 3: a, a | 13: a, a"),
        field(
            "headers.parse", "{ parse: { X-Quota: 'used={used}/{limit}' } }", "{ limit: X-Most }",
            "0: a* | 3: a, a | 13: a, a"),
        field(
            "headers.reset", "{ remaining: X-Left, reset: { from: X-Again, as: delta } }", "{ remaining: X-Left }",
            policy: "quota: 3, window: 10s, algorithm: fixed, align: first", "0: a* | 3: a, a | 10: a | 11: a"),
        field(
            "reset.from", "{ remaining: X-Left, reset: { from: X-Again, as: delta } }",
            "{ remaining: X-Left, reset: { from: X-Other, as: delta } }",
            policy: "quota: 3, window: 10s, algorithm: fixed, align: first", "0: a* | 3: a, a | 10: a | 11: a"),
        field(
            "reset.as", "{ remaining: X-Left, reset: { from: X-Again, as: rfc3339 } }",
            "{ remaining: X-Left, reset: { from: X-Again, as: epoch } }",
            policy: "quota: 3, window: 10s, algorithm: fixed, align: first", "0: a* | 3: a, a | 10: a | 11: a"),
        Member(
            name: "headers.name",
            limits:
                "headers: { name: X-Which, remaining: X-Left }, policies: { p: { quota: 3, window: 10s }, q: { quota: 9, window: 30s } }",
            without:
                "headers: { remaining: X-Left }, policies: { p: { quota: 3, window: 10s }, q: { quota: 9, window: 30s } }",
            steps: {
                await $0.others("a")
                await $0.call("a", 6)
            }, trace: "0: a, a, a* | 10: a, a, a | 20: a"),
        Member(
            name: "headers.bucket",
            limits: "policies: { p: { quota: 1, window: 10s, per: operation, headers: { bucket: X-Bucket } } }",
            without: "policies: { p: { quota: 1, window: 10s, per: operation, headers: { remaining: X-Left } } }",
            mock: {
                var options = Mock.Options()
                options.sharedBuckets = [["a", "b"]]
                return options
            }(),
            steps: {
                await $0.call("a")
                await $0.pass(11)
                await $0.call("b")
                await $0.pass(11)
                await $0.call("a")
                await $0.call("b")
                await $0.call("c", with: .init(path: ["id": "1"]))
            }, trace: "0: a | 11: b | 22: a | 32: b, c"),
        Member(
            name: "x-rate-limits.headers",
            limits: "headers: { remaining: X-Left }, policies: { p: { quota: 3, window: 10s } }",
            without: "policies: { p: { quota: 3, window: 10s } }",
            steps: {
                await $0.others("a")
                await $0.pass(3)
                await $0.call("a", 3)
            }, trace: "0: a* | 3: a, a | 13: a"),
    ]
}

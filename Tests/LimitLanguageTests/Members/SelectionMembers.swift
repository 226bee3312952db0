extension Member {
    private static func selector(_ name: String, _ selector: String, _ without: String = "all", _ trace: String)
        -> Member
    {
        Member(
            name: "selector.\(name)", limits: "policies: { p: { quota: 1, window: 10s, applies: \(selector) } }",
            without: "policies: { p: { quota: 1, window: 10s, applies: \(without) } }",
            steps: {
                await $0.call("a", 2)
                await $0.call("c", 2, with: .init(path: ["id": "1"]))
                await $0.call("b")
                await $0.others("b", 2)
            }, trace: trace)
    }

    /// What decides which requests count together.
    static let ofSelection: [Member] = [
        Member(
            name: "x-rate-limits.policies",
            limits: "policies: { p: { quota: 2, window: 5s }, q: { quota: 2, window: 30s } }",
            without: "policies: { p: { quota: 2, window: 5s } }",
            steps: {
                await $0.call("a", 3)
                await $0.pass(6)
                await $0.others("a", 2)
            }, trace: "0: a, a | 30: a | 36: a*, a* 429"),
        Member(
            name: "x-rate-limits.plan",
            limits: "plan: big, policies: { p: { quota: 1, window: 10s, plans: { big: { quota: 2 } } } }",
            without: "policies: { p: { quota: 1, window: 10s, plans: { big: { quota: 2 } } } }",
            steps: {
                await $0.call("a", 3)
                await $0.others("a", 2)
            }, trace: "0: a, a | 10: a, a*, a* 429"),
        Member(
            name: "x-rate-limits.keys",
            limits: "keys: { k: $request.query.q }, policies: { p: { quota: 1, window: 10s, per: k } }",
            without: "keys: { k: $request.header.X-Kind }, policies: { p: { quota: 1, window: 10s, per: k } }",
            steps: {
                await $0.call("a", with: .init(query: ["q": "1"], headers: ["X-Kind": "1"]))
                await $0.call("a", with: .init(query: ["q": "1"], headers: ["X-Kind": "2"]))
                await $0.call("a", with: .init(query: ["q": "2"], headers: ["X-Kind": "1"]))
                await $0.others("a", with: .init(query: ["q": "2"], headers: ["X-Kind": "3"]))
            }, trace: "0: a | 10: a, a, a* 429"),
        Member(
            name: "key.from",
            limits: "keys: { k: { from: $request.body#/kind } }, policies: { p: { quota: 1, window: 10s, per: k } }",
            without:
                "keys: { k: { from: $request.query.q } }, policies: { p: { quota: 1, window: 10s, per: k, applies: { operations: [a, b] } } }",
            steps: {
                await $0.call("b", with: .init(json: #"{ "kind": "1" }"#))
                await $0.call("b", with: .init(json: #"{ "kind": "2" }"#))
                await $0.call("b", with: .init(form: "kind=1"))
                await $0.others("b", with: .init(json: #"{ "kind": "1" }"#))
                await $0.others("b", with: .init(form: "kind=3"))
            }, trace: "0: b, b | 10: b, b*, b* 429"),
        Member(
            name: "key.groups",
            limits:
                "keys: { k: { from: $request.body#/kind, groups: { g: [one, two] } } }, policies: { p: { quota: 1, window: 10s, per: k } }",
            without: "keys: { k: { from: $request.body#/kind } }, policies: { p: { quota: 1, window: 10s, per: k } }",
            steps: {
                for kind in ["one", "two", "three"] {
                    await $0.call("b", with: .init(json: #"{ "kind": "\#(kind)" }"#))
                }
                await $0.others("b", with: .init(json: #"{ "kind": "one" }"#))
            }, trace: "0: b | 10: b, b, b* 429"),
        selector("tags", "{ tags: [x] }", "all", "0: a | 10: a | 20: c | 30: b, b*, b*, c"),
        selector("operations", "{ operations: [a] }", "all", "0: a | 10: a, b, b*, b*, c, c"),
        selector("paths", "{ paths: [/things/*] }", "all", "0: a, a, c | 10: b, b*, b*, c"),
        selector("methods", "{ methods: [POST] }", "all", "0: a, a, b, b* 429, b* 429, c, c"),
        selector(
            "except", "{ tags: [x], except: { operations: [c] } }", "{ tags: [x] }", "0: a | 10: a, b, b*, b*, c, c"),
        Member(
            name: "when.auth", limits: "policies: { p: { quota: 1, window: 10s, when: { auth: [] } } }",
            without: "policies: { p: { quota: 1, window: 10s } }",
            steps: {
                await $0.call("a", 2)
                await $0.call("a", 2, as: 0)
                await $0.others("a", as: 0)
            }, trace: "0: a, a, a | 10: a, a* 429"),
        Member(
            name: "when.$request",
            limits: "policies: { p: { quota: 1, window: 10s, when: { $request.query.q: { like: 'slow*' } } } }",
            without: "policies: { p: { quota: 1, window: 10s } }",
            steps: {
                await $0.call("a", 2)
                await $0.call("a", 2, with: .init(query: ["q": "slowly"]))
                await $0.others("a", with: .init(query: ["q": "slow"]))
                await $0.others("a", with: .init(query: ["q": "fast"]))
            }, trace: "0: a, a, a | 10: a, a*, a* 429"),
        Member(
            name: "x-rate-limit", limits: "policies: { p: { quota: 2, window: 10s } }",
            without: "policies: { p: { quota: 2, window: 10s } }", attached: "{ p: 0 }", attachedWithout: "{}",
            steps: {
                await $0.call("a", 3)
                await $0.call("b", 2)
                await $0.others("b")
            }, trace: "0: a, a, a, b, b, b* 429"),
    ]
}

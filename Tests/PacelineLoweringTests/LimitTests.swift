import PacelineDiagnostics
import PacelineLowering
import PacelineModel
import PacelinePolicy
import Testing

/// Limits: what they are counted by, and what draws on them.
struct LimitTests {
    private let paths = """

        paths:
          /a:
            get: { operationId: a, tags: [A], responses: { '204': { description: None } } }
            post: { operationId: a2, tags: [B, A], responses: { '204': { description: None } } }
          /b:
            get: { operationId: b, tags: [B], responses: { '204': { description: None } } }
            put: { operationId: c, responses: { '204': { description: None } } }
        """

    @Test func selectorsChooseOperations() throws {
        let api = try loaded(
            """
            x-rate-limits:
              policies:
                every: { quota: 1000, window: 1h }
                tagged: { quota: 10, window: 1m, applies: { tags: [A] } }
                named: { quota: 1, window: 1s, applies: { operations: [b, c] } }
            """ + paths)
        let limits = Dictionary(uniqueKeysWithValues: api.operations.map { ($0.id, $0.limits.map(\.policy.name)) })
        #expect(
            limits == [
                "a": ["every", "tagged"], "a2": ["every", "tagged"], "b": ["every", "named"], "c": ["every", "named"],
            ])
        #expect(api.policies.map(\.appliesToAll) == [true, false, false])
        #expect(api.operations.flatMap(\.limits).allSatisfy { $0.cost == 1 })
    }

    @Test func membersAreCarriedOver() throws {
        let api = try loaded(
            """
            x-rate-limits:
              id: shop
              source: { url: 'https://a.example/limits', checked: 2026-01-31 }
              policies:
                p:
                  quota: 2.5
                  window: 1500ms
                  unit: points
                  per: [account, user]
                  refusal: { status: [429, 5XX], message: Too many }
                  retry: { after: [30s, Retry-After, window] }
                  adjustable: true
                  description: Why.
                q: { quota: 1, window: 1d, source: { url: 'https://a.example/q' } }
            """ + paths)
        let (declared, policy) = try #require(api.policy("p").map { ($0, $0.value) })
        #expect(
            api.identity == "shop" && policy.unit == "points"
                && policy.numbers == .quota(2.5, per: .milliseconds(1500)))
        #expect(policy.per == [.client("account"), .client("user")])
        #expect(policy.refusal == RefusalPattern(statuses: [.code(429), .hundreds(5)], messages: ["Too many"]))
        #expect(policy.retry.after == [.fixed(.seconds(30)), .header, .window])
        #expect(declared.adjustable == .yes && declared.description == "Why.")
        #expect(declared.source == Policy.Source(url: "https://a.example/limits", checked: "2026-01-31"))
        #expect(api.policy("q")?.source == Policy.Source(url: "https://a.example/q"))
        #expect(api.policy("q")?.value.numbers == .quota(1, per: .seconds(86_400)))
        #expect(api.policy("q")?.value.refusal == RefusalPattern(statuses: [.code(429)], messages: []))
    }

    /// A document with a policy counted by the given words, and one operation with a tenant in its path.
    private func counted(_ per: String, _ options: LoweringOptions) -> Loading {
        Loading(
            """
            x-rate-limits: { policies: { p: { quota: 1, window: 1s, per: \(per) } } }
            paths:
              /{tenantId}/a:
                get:
                  operationId: a
                  parameters:
                    - { name: tenantId, in: path, required: true, schema: { type: string } }
                    - { name: X-Tenant, in: header, schema: { type: string } }
                    - { name: floor, in: query, schema: { type: integer } }
                  responses: { '204': { description: None } }
            """, options: options)
    }

    private func parameter(_ name: String, _ wireNames: String..., line: Int = 1) -> LoweringOptions.ClientParameter {
        LoweringOptions.ClientParameter(
            name: name, wireNames: wireNames, location: SourceLocation(path: "paceline.yaml", line: line, column: 3))
    }

    private func binding(_ principal: String, _ parameter: String, line: Int = 7) -> LoweringOptions.PrincipalBinding {
        LoweringOptions.PrincipalBinding(
            principal: principal, parameter: parameter,
            location: SourceLocation(path: "paceline.yaml", line: line, column: 5))
    }

    @Test func wordsBecomePrincipalsOrClientParameters() {
        let tenant = parameter("tenant", "tenantId", "X-Tenant")
        let options = LoweringOptions(clientParameters: [tenant], principals: [binding("account", "tenant")])
        let loading = counted("[account, user, tenant]", options)
        #expect(loading.said == [])
        #expect(
            loading.api?.policies.first?.value.per == [.client("account"), .client("user"), .client("tenant")])
        let policy = loading.api?.policies.first
        #expect(policy?.bindings == ["account": "tenant"])
        #expect(policy?.value.per.map { policy?.clientParameter(for: $0) } == ["tenant", nil, "tenant"])
        #expect(loading.api?.clientParameters == [ClientParameter(name: "tenant", type: .string)])
        #expect(
            loading.api?.operations.first?.parameters.map(\.source) == [.client("tenant"), .client("tenant"), .caller])
    }

    @Test func unknownWordsAreErrors() {
        let known = LoweringOptions(clientParameters: [parameter("tenant", "tenantId")])
        #expect(counted("[tennant, acount]", known).said == ["1:63 unknown-partition", "1:72 unknown-partition"])
        // A mock server knows no configuration, and takes every word.
        #expect(counted("[tennant]", LoweringOptions()).api?.policies.first?.value.per == [.client("tennant")])
        #expect(counted("[tennant]", LoweringOptions()).said == [])
    }

    @Test func unknownBindingsAreErrors() {
        let options = LoweringOptions(
            clientParameters: [parameter("tenant", "tenantId")],
            principals: [binding("account", "tenant"), binding("user", "tenat", line: 8)])
        #expect(counted("account", options).said == ["8:5 unknown-client-parameter"])
    }

    @Test func clientParametersOfTwoTypesAreErrors() {
        let options = LoweringOptions(clientParameters: [parameter("one", "tenantId", "floor")])
        #expect(counted("account", options).said == ["9:11 client-parameter-types"])
    }

    @Test func unusedClientParametersAreReported() {
        let options = LoweringOptions(
            clientParameters: [parameter("tenant", "tenantId"), parameter("shop", "shopId", line: 2)])
        let loading = counted("account", options)
        #expect(loading.said == ["2:3 unused-client-parameter"])
        #expect(loading.api?.clientParameters.map(\.name) == ["tenant"])
    }

    @Test func aParameterThatOnlyCountsLimitsStays() {
        let options = LoweringOptions(
            clientParameters: [parameter("shop", "shopId")], principals: [binding("account", "shop")])
        let loading = counted("account", options)
        #expect(loading.said == ["1:3 unused-client-parameter"])
        #expect(loading.api?.clientParameters == [ClientParameter(name: "shop", type: .string)])
    }
}

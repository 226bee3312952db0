import PacelineDiagnostics
import PacelineDocument
import PacelinePolicy
import Testing

/// Which operations draw on a policy, and how much of it one request takes.
struct LimitSelectionTests {
    /// The ids of the operations that draw on the policy `p`.
    private func users(
        _ applies: String, _ sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) throws -> [String] {
        let document = try limited(
            "policies: { p: { quota: 60, window: 1m, applies: \(applies) } }", sourceLocation)
        return document.operations.filter { !document.limits(of: $0).isEmpty }.compactMap(\.operationID)
    }

    @Test(arguments: [
        ("{ methods: [GET, put] }", ["listTickets", "stock"]),
        ("{ paths: [/tickets] }", ["listTickets", "buyTicket"]),
        ("{ paths: ['/shop/*/parts/*'] }", ["stock"]), ("{ paths: ['/sh*/**'] }", ["stock"]),
        ("{ paths: ['/**'] }", ["listTickets", "buyTicket", "stock"]),
        ("{ paths: ['/**'], methods: [POST] }", ["buyTicket"]),
        ("{ except: { tags: [Tickets] } }", ["stock"]),
        ("{ tags: [Tickets], except: [{ methods: [GET] }] }", ["buyTicket"]),
        ("{ except: [{ methods: [GET] }, { operations: [stock] }] }", ["buyTicket"]),
        ("[{ methods: [PUT] }, { operations: [buyTicket] }]", ["buyTicket", "stock"]),
    ])
    func selects(_ applies: String, _ ids: [String]) throws { #expect(try users(applies) == ids) }

    @Test(arguments: [
        ("/a", "/a", true), ("/a", "/a/b", false), ("/*", "/a", true), ("/*", "/", true),
        ("/*", "/a/b", false),
        ("/**", "/a/b", true), ("/a/**", "/a", true), ("/a/**/z", "/a/z", true),
        ("/a/**/z", "/a/b/c/z", true),
        ("/a/**/z", "/a/b", false), ("/v*/x", "/v1/x", true), ("/v*/x", "/w1/x", false),
        ("/a*b*c", "/abxc", true),
        ("/a*a", "/a", false), ("/**/a/**/b", "/a/x/a/b/c/b", true), ("/**/a/**/b", "/a/x/b/c", false),
        ("/**/**", "/", true), ("/{id}", "/{id}", true),
    ])
    func patterns(_ pattern: String, _ path: String, _ isMatch: Bool) {
        let place = SourceLocation(path: "t.yaml", line: 1, column: 1)
        #expect(PathPattern(text: pattern, location: place).matches(path) == isMatch)
    }

    private let attached = """
        openapi: 3.1.0
        info: { title: Museum, version: 1.0.0 }
        x-rate-limits:
          policies:
            all: { quota: 60, window: 1m, cost: { default: 2, methods: { GET: 1 } } }
            writes: { quota: 50, window: 1h, applies: explicit }
            each: { quota: 5, window: 1s, per: [account, operation] }
        tags:
          - { name: Tickets, x-rate-limit: { writes: 3, all: 4 } }
          - { name: Days, x-rate-limit: { writes: 7 } }
        paths:
          /tickets:
            get: { operationId: list, responses: { '200': { description: ok } } }
            post:
              operationId: buy
              tags: [Tickets, Days]
              x-rate-limit: { each: { quota: 2, window: 1m } }
              responses: { '200': { description: ok } }
            put:
              operationId: change
              tags: [Tickets]
              x-rate-limit: { writes: 0, all: 0.5, each: { cost: 2, burst: 9 } }
              responses: { '200': { description: ok } }
          /shop:
            x-rate-limit: { all: 6, writes: { cost: 2 } }
            post: { operationId: order, tags: [Tickets], responses: { '200': { description: ok } } }
            delete:
              operationId: empty
              x-variants:
                emptyShelf: { x-rate-limit: { all: 0 } }
                emptyShop: {}
              responses: { '200': { description: ok } }
        """

    /// Operation before path before tags, of which the highest counts, before the policy.
    @Test func costsByPrecedence() throws {
        let document = try document(attached)
        let costs = document.operations.map { operation in
            "\(operation.operationID ?? "") "
                + document.limits(of: operation).map { "\($0.policy.name) \($0.cost)" }.joined(
                    separator: ", ")
        }
        #expect(
            costs == [
                "list all 1.0, each 1.0", "buy all 4.0, writes 7.0, each 1.0", "change all 0.5, each 2.0",
                "order all 6.0, writes 2.0, each 1.0", "emptyShelf writes 2.0, each 1.0",
                "emptyShop all 6.0, writes 2.0, each 1.0",
            ])
    }

    @Test func numbersOfAnOperation() throws {
        let document = try document(attached)
        #expect(
            document.operations.map { document.limits(of: $0).last?.numbers } == [
                nil, .quota(2, per: .seconds(60)), .quota(5, per: .seconds(1), algorithm: .tokenBucket(burst: 9)), nil,
                nil, nil,
            ])
    }

    @Test func readsPartsOfPer() throws {
        let document = try limited(
            """
            keys: { item: $request.path.item, desk: { from: $request.header.x-desk } }
            policies:
              p:
                quota: 60
                window: 1m
                applies: { operations: [stock] }
                per: [token, operation, server, item, desk, $request.query.floor, tenant]
            """)
        let per = try #require(document.rateLimits?.policies.first?.per)
        #expect(
            per.map(\.value) == [
                .client("token"), .operation, .server, .request(.path("item"), word: "item"),
                .request(.header("x-desk"), word: "desk"),
                .request(.query("floor"), word: "$request.query.floor"), .client("tenant"),
            ])
        #expect(document.rateLimits?.keys.map(\.name) == ["item", "desk"])
    }

    @Test func readsWhen() throws {
        let schemes = "components: { securitySchemes: { key: { type: http, scheme: bearer } } }\n"
        let text = "openapi: 3.1.0\ninfo: { title: T, version: '1' }\n" + schemes
        let document = try document(
            text + "x-rate-limits: { policies: { a: { quota: 1, window: 1s, when: { auth: [key] } }, "
                + "b: { like: a, when: { auth: [] } }, c: { quota: 2, window: 1s } } }\n")
        let names = document.rateLimits?.policies.map { $0.authentication?.map(\.text) }
        #expect(names == [["key"], [], nil])
    }
}

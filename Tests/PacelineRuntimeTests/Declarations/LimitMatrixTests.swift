import PacelineRuntime
import Testing

struct LimitMatrixTests {
    private static let everything = RateLimitPolicy(
        name: "everything", numbers: .quota(100, per: .seconds(60)), per: ["account"])
    private static let buying = RateLimitPolicy(
        name: "buying", numbers: .quota(2.5, per: .seconds(10)), unit: "seats", per: ["account", "user"])
    private static let searches = RateLimitPolicy(name: "searches", numbers: .quota(1000, per: .seconds(86_400)))

    private static func operation(
        _ id: String, _ name: String = "", group: String? = nil, _ limits: [AppliedLimit] = []
    ) -> OperationDescriptor {
        OperationDescriptor(id: id, name: name, group: group, method: .get, path: "/", limits: limits)
    }

    private static let operations = [
        operation("health"),
        operation("find", group: "Search", [AppliedLimit(searches, cost: 5)]),
        operation("listTickets", "List tickets", group: "Tickets", [AppliedLimit(everything)]),
        operation("buyTicket", "Buy a\n ticket", group: "Tickets", [AppliedLimit(everything), AppliedLimit(buying)]),
        operation("listExhibits", "List exhibits", group: "Exhibits", [AppliedLimit(everything)]),
    ]

    private static let groups = [
        LimitMatrix.Group("Tickets", title: "Ticket desk", parent: "Visitors"),
        LimitMatrix.Group("Exhibits", title: "Exhibits", parent: "Visitors"),
        LimitMatrix.Group("Search", title: "Search"),
    ]

    @Test func printsATable() {
        #expect(
            LimitMatrix(Self.operations, groups: Self.groups).description == """
                LEVEL          LIMIT                     CALLS
                account        100 per minute            Visitors
                                                           Ticket desk (1)
                                                             List tickets
                                                           Exhibits (1)
                                                             List exhibits

                account        100 per minute            Visitors
                account, user  2.5 seats per 10 seconds    Ticket desk (1)
                                                             Buy a ticket

                API            1000 per day, at 5 each   Search (1)
                                                           find

                –              no limit                  Without a group (1)
                                                           health

                everything: 100 requests per 60 s, per account; one bucket for 3 calls
                buying: 2.5 seats per 10 s, per account and user; one bucket for 1 call
                searches: 1000 requests per 86400 s; one bucket for 1 call

                """)
    }

    @Test func rowsAreSetsOfLimits() {
        let matrix = LimitMatrix(Self.operations, groups: Self.groups)
        #expect(
            matrix.rows.map { $0.limits.map(\.policy.name) } == [
                ["everything"], ["everything", "buying"], ["searches"], [],
            ])
        #expect(
            matrix.rows.map { $0.groups.map(\.name) } == [["Tickets", "Exhibits"], ["Tickets"], ["Search"], [nil]])
        #expect(matrix.rows[0].groups.map(\.title) == ["Ticket desk", "Exhibits"])
        #expect(matrix.rows[0].groups.map(\.parent) == ["Visitors", "Visitors"])
        #expect(matrix.rows[1].groups[0].calls.map(\.id) == ["buyTicket"])
    }

    @Test(arguments: [
        (Duration.seconds(60), "60 per minute"), (.seconds(1), "60 per second"), (.seconds(90), "60 per 90 seconds"),
        (.seconds(7200), "60 per 2 hours"), (.milliseconds(250), "60 per 250 ms"),
        (.milliseconds(1500), "60 per 1.5 s"),
    ])
    func windowsAsPeopleCallThem(_ window: Duration, _ words: String) {
        let policy = RateLimitPolicy(name: "p", numbers: .quota(60, per: window))
        let matrix = LimitMatrix([Self.operation("a", "", [AppliedLimit(policy)])], groups: [])
        #expect(matrix.description.split(separator: "\n")[1] == "API    \(words)  Without a group (1)")
    }

    @Test func withoutOperationsThereAreNoRows() {
        #expect(LimitMatrix([], groups: Self.groups).rows.isEmpty)
        #expect(LimitMatrix([], groups: Self.groups).description == "LEVEL  LIMIT  CALLS\n")
    }
}

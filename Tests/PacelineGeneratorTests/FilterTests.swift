import PacelineDiagnostics
import Testing

/// Selectors of filters mean what those of `applies` mean.
struct FilterTests {
    private static let document = """
        openapi: 3.1.0
        info: { title: Museum, version: 1.0.0 }
        paths:
          /rooms:
            get: { operationId: listRooms, tags: [Rooms], responses: { '204': { description: None } } }
            post: { operationId: addRoom, tags: [Rooms], responses: { '204': { description: None } } }
          /tickets:
            get: { operationId: listTickets, tags: [Tickets], responses: { '204': { description: None } } }
            post: { operationId: buyTicket, tags: [Tickets], responses: { '204': { description: None } } }

        """

    @Test(arguments: [
        ("{ include: { tags: [Rooms], methods: [get] } }", ["listRooms"]),
        ("{ include: [{ tags: [Rooms] }, { operations: [buyTicket] }] }", ["listRooms", "addRoom", "buyTicket"]),
        ("{ include: { tags: [Rooms, Tickets], except: { methods: [POST] } } }", ["listRooms", "listTickets"]),
        ("{ exclude: { tags: [Rooms], paths: [/tickets] } }", ["listRooms", "addRoom", "listTickets", "buyTicket"]),
        ("{ exclude: [{ tags: [Rooms] }, { paths: [/tickets], methods: [post] }] }", ["listTickets"]),
        ("{ include: { tags: [Rooms] }, exclude: { methods: [get] } }", ["addRoom"]),
    ])
    func keeps(_ filter: String, _ operations: [String]) {
        let generation = Generation(Self.document, configuration: "filter: \(filter)\n")
        #expect(generation.diagnostics.rendered() == "")
        let known = ["listRooms", "addRoom", "listTickets", "buyTicket"]
        #expect(known.filter { generation.text.contains("func \($0)(") } == operations)
    }
}

import Foundation
import PacelineLimiter
import PacelineRuntime
import PacelineURLSession

// MuseumTickets is not in this package: the plugin generates it from openapi.yaml when the target is built.
// Start the server first, from the root of the repository:
//   swift run --traits MockServer paceline-mock serve Examples/MuseumApp/Sources/MuseumApp/openapi.yaml --port 8080
let url = CommandLine.arguments.dropFirst().first ?? "http://127.0.0.1:8080"
let museum = MuseumTickets(
    server: .init(url: url), application: "museum-app", credentials: .bearer { "demo-token" }, transport: .urlSession,
    // A refused call is not repeated here, so that a refusal would show.
    options: ClientOptions(retry: .never))

for limit in MuseumTickets.Operations.getTicket.limits {
    print("getTicket draws on \(limit.policy.name): \(limit)")
}

let page = try await museum.exhibitions.listExhibitions(kind: [.permanent, .special], limit: 5)
for exhibition in page.results { print("\(exhibition.title) (\(exhibition.kind.rawValue)), from \(exhibition.opens)") }

guard let exhibition = page.results.first, let day = CalendarDate("2026-12-01") else {
    print("There is nothing to see.")
    exit(1)
}
let order = MuseumTickets.TicketOrder(exhibitionID: exhibition.id, date: day, count: 2, fare: .adult)
let tickets = try await museum.tickets.buyTickets(body: order)
print("ordered \(order.json)")
print("bought \(tickets.count): \(tickets.map(\.id).joined(separator: ", "))")

// Twelve calls that draw on both limits: the ticket office takes five a second.
guard let ticket = tickets.first else { exit(1) }
let start = ContinuousClock.now
try await withThrowingTaskGroup { group in
    for _ in 0..<12 {
        group.addTask { _ = try await museum.tickets.getTicket(ticketID: ticket.id) }
    }
    try await group.waitForAll()
}
let elapsed = (ContinuousClock.now - start).formatted(.units(allowed: [.seconds, .milliseconds]))
print("showed the ticket 12 times in \(elapsed), without a refusal")
for limit in museum.limits.snapshot() { print("\(limit.name): \(Int(limit.free)) of \(Int(limit.capacity)) free") }

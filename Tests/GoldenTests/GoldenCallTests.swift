import Foundation
import HTTPTypes
import PacelineLimiter
import PacelineRuntime
import PacelineTesting
import Testing

@testable import Goldens

/// The expected files of `Tests/Cases/positive`: what their calls send, and what they make of the responses.
struct GoldenCallTests {
    private let time = ManualTimeSource()
    private var options: ClientOptions { ClientOptions(limiter: RateLimiter(time: time.source)) }

    private func transport(_ response: ScriptedResponse = .status(204)) -> RecordingTransport {
        RecordingTransport(time: time.source, response)
    }

    private func only(_ transport: RecordingTransport) throws -> RecordingTransport.Sent {
        #expect(transport.sent.count == 1)
        return try #require(transport.sent.first)
    }

    @Test func parametersOfEveryPlace() async throws {
        let transport = transport()
        try await Parameters(transport: transport, options: options).listDoors(
            room: .up, day: #require(CalendarDate("2026-02-28")), number: -7, ids: [3, 1], xParts: ["a", "b"],
            filterName: "é & /", order: .init(rawValue: "new one"), since: Date(timeIntervalSince1970: 0),
            orders: [.up, .down], wide: false, any: "x", xTraceID: "t")
        let request = try only(transport).request
        #expect(request.method == .get && request.authority == "api.example")
        #expect(
            request.path == "/rooms/up/2026-02-28/-7?filter%5Bname%5D=%C3%A9%20%26%20%2F&order=new%20one"
                + "&since=1970-01-01T00%3A00%3A00Z&ids=3&ids=1&orders=up&orders=down&wide=false&any=x")
        #expect(request.headerFields[try #require(HTTPField.Name("X-Parts"))] == "a,b")
        #expect(request.headerFields[try #require(HTTPField.Name("X-Trace-Id"))] == "t")
        #expect(request.headerFields[.authorization] == nil)
    }

    @Test func absentParametersAreNotSent() async throws {
        let transport = transport()
        try await Parameters(transport: transport, options: options).listDoors(
            room: .up, day: #require(CalendarDate("2026-02-28")), number: 0, ids: [], xParts: ["a"])
        #expect(try only(transport).request.path == "/rooms/up/2026-02-28/0")
    }

    @Test func bodiesOfText() async throws {
        let transport = transport(.status(200, "pong"))
        #expect(try await Bodies(transport: transport, options: options).bodies.sendText(body: "ping") == "pong")
        #expect(try only(transport).body.bytes == Array("ping".utf8))
        #expect(try only(transport).request.headerFields[.contentType] == "text/plain")
    }

    @Test func bodiesOfBytes() async throws {
        let transport = transport(.status(200, "\u{1}"))
        let client = Bodies(transport: transport, options: options)
        #expect(try await client.bodies.sendBytes().bytes() == [1])
        #expect(try await client.bodies.sendBytes(body: [0, 255]).bytes() == [1])
        #expect(transport.sent.map(\.body.bytes) == [nil, [0, 255]])
        #expect(transport.sent.map { $0.request.headerFields[.contentType] } == [nil, "image/png"])
    }

    @Test func bodiesOfJSON() async throws {
        let transport = transport(.status(201, #"{"id":"7"}"#))
        let client = Bodies(transport: transport, options: options)
        #expect(try await client.bodies.sendJSON(body: .init(name: "n"))?.id == "7")
        #expect(try only(transport).body.bytes == Array(#"{"name":"n"}"#.utf8))
        #expect(try only(transport).request.headerFields[.contentType] == "application/merge-patch+json")
    }

    @Test func declaredFailuresAreThrownWithTheirAnswer() async throws {
        let transport = transport(.status(422, #"{"title":"no"}"#))
        let client = Bodies(transport: transport, options: options)
        let error = await #expect(throws: CallError.self) { try await client.bodies.sendJSON() }
        #expect(error?.code == .response && error?.response?.status == 422 && error?.operation == "sendJSON")
        #expect(try error?.response?.decode(Bodies.SendJSON4xxResponse.self).title == "no")
    }

    @Test func namesThatSwiftHasTaken() async throws {
        let transport = transport(.status(200, #"{"reader":"r","writer":"w","self":"s"}"#))
        let client = NameClashes(transport: transport, options: options)
        let response = try await client.default.in(
            request2: "a/b", in: "i", body: .init(class: "c"), self_: "s", body2: "b", in2: "2")
        #expect(response.reader == "r")
        #expect(try only(transport).request.path == "/a/a%2Fb/i?body=b&in=2&self=s")
        #expect(NameClashes.Operations.`in`.limits.map(\.policy) == [NameClashes.Limits.all2, NameClashes.Limits.api2])
    }

    @Test func callsWithoutAGroup() async throws {
        let transport = transport()
        let client = Ungrouped(transport: transport, options: options)
        try await client.with2()
        try await client.search2()
        try await client.search.find()
        try await client.getRoomDoors(roomID: "r")
        try await client.getRoomsByRoomIDDoors(roomID: "r")
        #expect(
            transport.sent.map(\.request.path) == ["/with", "/search", "/search", "/rooms/r/doors", "/rooms/r/doors/"])
    }

    @Test func valuesThatTheClientHolds() async throws {
        let transport = transport()
        let client = ClientParameters(
            server: .init(url: "http://127.0.0.1:1/base/"), tenant: "t", floor: 2, class: "c", transport: transport,
            options: options)
        try await client.shops.listShops()
        try await client.with(tenant: "u", class: "d").shops.getShop()
        #expect(transport.sent.map(\.request.path) == ["/base/t/shops?floor=2", "/base/shops/d"])
        let field = try #require(HTTPField.Name("X-Tenant"))
        #expect(transport.sent.map { $0.request.headerFields[field] } == [nil, "u"])
        // Two tenants, two quotas.
        #expect(client.with(tenant: "u").tenant == "u" && client.with(user: "x").tenant == "t")
    }

    @Test func limitsByTheirSelectors() {
        typealias Limits = LimitsClient.Limits
        typealias Operations = LimitsClient.Operations
        #expect(Operations.listTickets.limits.map(\.policy) == [Limits.everything, Limits.allTickets])
        #expect(Operations.buyTicket.limits.map(\.policy) == [Limits.everything, Limits.buying, Limits.allTickets])
        #expect(Operations.listExhibits.limits.map(\.policy) == [Limits.everything])
        #expect(Limits.buying.numbers == .quota(2.5, per: .milliseconds(500)))
        #expect(Limits.allTickets.per == ["region"] && Limits.allTickets.refusal.response.messages == [#"Slow "down""#])
    }

    @Test func serversWithVariables() {
        #expect(Servers.Server.production().url == "https://main.museum.example:443/v1")
        #expect(Servers.Server.production(host: .east, port: "8443").url == "https://east.museum.example:8443/v1")
        #expect(Servers.Server.server2.url == "https://other.museum.example")
        #expect(Servers.Server.Host.allCases.map(\.rawValue) == ["main", "east"])
        #expect(
            Servers.Server.besideTheDocument(relativeTo: "https://a.example/docs/").url == "https://a.example/relative")
    }

    @Test func credentialsByAlternative() async throws {
        let transport = transport()
        let client = Security(
            credentials: .key { "k" }.merging(.inQuery { "q q" }), transport: transport, options: options)
        try await client.calls.standard()
        try await client.calls.free()
        try await client.calls.either()
        try await client.calls.both()
        let key = try #require(HTTPField.Name("X-Key"))
        #expect(transport.sent.map { $0.request.headerFields[key] } == ["k", nil, nil, "k"])
        #expect(transport.sent.map(\.request.path) == ["/standard", "/free", "/either", "/both?api_key=q%20q"])
        let poor = Security(credentials: .token { "t" }, transport: transport, options: options)
        try await poor.calls.either()
        #expect(transport.sent.last?.request.headerFields[.authorization] == "Bearer t")
        let error = await #expect(throws: CallError.self) { try await poor.calls.standard() }
        #expect(error?.code == .credentials && transport.sent.count == 5)
    }
}

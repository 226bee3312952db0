import Foundation
import HTTPTypes
import PacelineLimiter
import PacelineRuntime
import PacelineTesting
import Testing

@testable import Goldens

/// The expected files of the cases `pages-…`: what their lists send, and what they make of the responses.
@Suite(.timeLimit(.minutes(1))) struct GoldenPagesTests {
    private let time = ManualTimeSource()
    private var options: ClientOptions { ClientOptions(limiter: RateLimiter(time: time.source), retry: .never) }

    /// A transport that gives these bodies in turn.
    private func transport(_ bodies: String..., links: [String?] = []) -> RecordingTransport {
        RecordingTransport(time: time.source) { sent in
            guard bodies.indices.contains(sent.number) else { return .status(500) }
            var fields: HTTPFields = [.contentType: "application/json"]
            if links.indices.contains(sent.number), let link = links[sent.number], let name = HTTPField.Name("Link") {
                fields[name] = link
            }
            return .status(200, bodies[sent.number], fields: fields)
        }
    }

    private func paths(_ transport: RecordingTransport) -> [String] { transport.sent.compactMap(\.request.path) }

    private func read<Value, Item>(_ list: PagedList<Value, Item>) async throws(CallError) -> [Item] {
        var items: [Item] = []
        for try await item in list { items.append(item) }
        return items
    }

    @Test func cursor() async throws {
        let transport = transport(
            #"{"data":{"exhibits":[{"name":"a"},{"name":"b"}]},"meta":{"next":"n/1"}}"#,
            #"{"data":null,"meta":{"next":"2"}}"#,
            #"{"data":{"exhibits":[{"name":"c"}]},"meta":{"next":null}}"#)
        let client = PagesCursor(transport: transport, options: options)
        let exhibits: [PagesCursor.Exhibit] = try await read(client.exhibits.listExhibitsPaged(limit: 2, hall: "h"))
        #expect(exhibits.map(\.name) == ["a", "b", "c"])
        #expect(
            paths(transport) == [
                "/exhibits?limit=2&hall=h", "/exhibits?limit=2&hall=h&after=n%2F1", "/exhibits?limit=2&hall=h&after=2",
            ])
    }

    /// A cursor that is a number, in a header field; a response without one is the last.
    @Test func numberedCursor() async throws {
        let transport = transport(#"{"events":["a"],"last":41}"#, #"{"events":[]}"#)
        let client = PagesCursor(transport: transport, options: options)
        var pages = client.events.listEventsPaged().pages.makeAsyncIterator()
        #expect(try await pages.next()?.position?.description == "cursor:41")
        #expect(try await pages.next()?.items == [])
        #expect(try await pages.next() == nil)
        let name = try #require(HTTPField.Name("X-After"))
        #expect(transport.sent.map { $0.request.headerFields[name] } == [nil, "41"])
    }

    /// A number in a body that the response has as text, items that are null, and a page without a body.
    @Test func numberInTheBody() async throws {
        let transport = RecordingTransport(time: time.source) { sent in
            [
                .status(200, #"{"loans":["a",null],"last":"41"}"#, fields: [.contentType: "application/json"]),
                .status(204),
            ][min(sent.number, 1)]
        }
        let client = PagesCursor(transport: transport, options: options)
        let loans: [String?] = try await read(client.loans.findLoansPaged(body: .init(hall: "h")))
        #expect(loans == ["a", nil])
        let bodies = transport.sent.compactMap { $0.body.bytes.map { String(decoding: $0, as: UTF8.self) } }
        #expect(bodies == [#"{"hall":"h"}"#, #"{"after":41,"hall":"h"}"#])
    }

    @Test func offsetInTheBody() async throws {
        let transport = transport(
            #"{"visits":[{"id":1},{"id":2}],"hasMore":true}"#, #"{"visits":[{"id":3}],"hasMore":false}"#)
        let client = PagesOffset(transport: transport, options: options)
        let day = try #require(CalendarDate("2026-02-28"))
        let list = client.visits.findVisitsPaged(body: .init(day: day, range: .init(skip: 7, limit: 2)))
        #expect(try await read(list).map(\.id) == [1, 2, 3])
        let bodies = transport.sent.compactMap { $0.body.bytes.map { String(decoding: $0, as: UTF8.self) } }
        #expect(
            bodies == [0, 2].map { #"{"day":"2026-02-28","range":{"limit":2,"skip":\#($0)}}"# })
    }

    /// Without a word of the server's, a page that is shorter than the document lets expect is the last.
    @Test func shortPages() async throws {
        let transport = transport(#"{"tickets":[1,2,3]}"#, #"{"tickets":[4]}"#)
        let client = PagesOffset(transport: transport, options: options)
        #expect(try await read(client.tickets.listTicketsPaged()) == [1, 2, 3, 4])
        #expect(paths(transport) == ["/tickets?skip=0", "/tickets?skip=3"])
    }

    @Test func page() async throws {
        let transport = transport(#"{"rooms":["a","b"],"more":true}"#, #"{"rooms":["c"],"more":false}"#)
        let client = PagesPage(transport: transport, options: options)
        // Another operation has the name already.
        #expect(try await read(client.rooms.listRoomsPaged2(size: 2, paging2: "x")) == ["a", "b", "c"])
        #expect(paths(transport) == ["/rooms?size=2&paging=x&page=1", "/rooms?size=2&paging=x&page=2"])
    }

    @Test func link() async throws {
        let transport = transport(
            #"[{"name":"a"}]"#, #"[{"name":"b"}]"#,
            links: [
                "<https://museum.example/v1/halls/h/guides?page=2>; rel=\"next\", </last>; rel=\"last\"",
                "</>; rel=first",
            ])
        let client = PagesLink(credentials: .token { "secret" }, transport: transport, options: options)
        #expect(try await read(client.guides.listGuidesPaged(hall: "h", perPage: 1)).map(\.name) == ["a", "b"])
        #expect(paths(transport) == ["/v1/halls/h/guides?per_page=1", "/v1/halls/h/guides?page=2"])
        #expect(transport.sent.allSatisfy { $0.request.headerFields[.authorization] == "Bearer secret" })
    }

    /// A link that leads elsewhere gets neither request nor credential.
    @Test func leavingLink() async throws {
        let transport = transport(#"[{"name":"a"}]"#, #"[{"name":"b"}]"#, links: ["<https://evil.example/>; rel=next"])
        let client = PagesLink(credentials: .token { "secret" }, transport: transport, options: options)
        let error = await #expect(throws: CallError.self) { try await read(client.guides.listGuidesPaged(hall: "h")) }
        #expect(error?.code == .foreignPage)
        #expect(error?.operation == "listGuides")
        #expect(transport.sent.count == 1)
    }

    @Test func bodyURL() async throws {
        let transport = transport(
            #"{"value":[{"title":"a"}],"nextLink":"https://museum.example/v1/works?$skip=1"}"#,
            #"{"value":[{"title":"b"}]}"#)
        let client = PagesBodyUrl(transport: transport, options: options)
        #expect(try await read(client.works.listWorksPaged(top: 1)).map(\.title) == ["a", "b"])
        #expect(paths(transport) == ["/v1/works?%24top=1", "/v1/works?$skip=1"])
        let artists = self.transport(#"{"artists":["a"],"links":{"next":"?from=b"}}"#, #"{"artists":["b"],"links":{}}"#)
        let other = PagesBodyUrl(transport: artists, options: options)
        #expect(try await read(other.artists.listArtistsPaged()) == ["a", "b"])
        #expect(paths(artists) == ["/v1/artists", "/v1/artists?from=b"])
    }
}

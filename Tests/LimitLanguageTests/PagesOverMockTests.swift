import Foundation
import PacelineMockTransport
import PacelineRuntime
import Testing

@testable import Goldens

/// Every style of pages against the mock of its document: the pages end, and nothing is read twice.
@Suite(.timeLimit(.minutes(1))) struct PagesOverMockTests {
    private func mock(_ name: String, pages: Int = 3) throws -> MockTransport {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "..").standardized
        var options = Mock.Options()
        options.pages = pages
        return try MockTransport(
            document: tests.appending(path: "Cases/positive/\(name)/openapi.yaml").path(), options: options)
    }

    /// The number of items of each page.
    private func counts<Value, Item>(_ list: PagedList<Value, Item>) async throws -> [Int] {
        var counts: [Int] = []
        for try await page in list.pages { counts.append(page.items.count) }
        return counts
    }

    @Test func cursor() async throws {
        let mock = try mock("pages-cursor")
        let client = PagesCursor(transport: mock, options: mock.options)
        #expect(try await counts(client.exhibits.listExhibitsPaged()) == [4, 4, 2])
        #expect(try await counts(client.exhibits.listExhibitsPaged(limit: 1)) == [1, 1, 1])
        #expect(try await counts(client.events.listEventsPaged()) == [10, 10, 5])
        #expect(try await counts(client.loans.findLoansPaged()) == [10, 10, 5])
    }

    @Test func offset() async throws {
        let mock = try mock("pages-offset")
        let client = PagesOffset(transport: mock, options: mock.options)
        let body = PagesOffset.VisitSearch(day: try #require(CalendarDate("2026-02-28")), range: .init(limit: 4))
        #expect(try await counts(client.visits.findVisitsPaged(body: body)) == [4, 4, 2])
        #expect(try await counts(client.tickets.listTicketsPaged()) == [3, 3, 2])
        // With full pages to the end, an empty one says that it is reached.
        #expect(try await counts(client.tickets.listTicketsPaged(top: 1)) == [1, 1, 1, 0])
    }

    @Test func page() async throws {
        let mock = try mock("pages-page", pages: 5)
        let client = PagesPage(transport: mock, options: mock.options)
        #expect(try await counts(client.rooms.listRoomsPaged2()) == [3, 3, 3, 3, 2])
    }

    @Test func link() async throws {
        let mock = try mock("pages-link")
        let client = PagesLink(credentials: .token { "t" }, transport: mock, options: mock.options)
        #expect(try await counts(client.guides.listGuidesPaged(hall: "h", perPage: 4)) == [10, 10, 5])
    }

    @Test func bodyURL() async throws {
        let mock = try mock("pages-body-url")
        let client = PagesBodyUrl(transport: mock, options: mock.options)
        #expect(try await counts(client.works.listWorksPaged(top: 2)) == [10, 10, 5])
        #expect(try await counts(client.artists.listArtistsPaged()) == [10, 10, 5])
        // One page that is asked for by itself is the first, and says that there are more.
        #expect(try await client.works.listWorks().nextLink?.hasPrefix("https://museum.example/v1/works?") == true)
        #expect(mock.summary.requests == 7)
    }

    /// What one client stored, another goes on from.
    @Test func storedPositions() async throws {
        let mock = try mock("pages-link")
        let first = PagesLink(credentials: .token { "t" }, transport: mock, options: mock.options)
        var pages = first.guides.listGuidesPaged(hall: "h").pages.makeAsyncIterator()
        let stored = try #require(try await pages.next()?.position).description
        let second = PagesLink(credentials: .token { "t" }, transport: mock, options: mock.options)
        let paging = PageOptions(startingAfter: PagePosition(stored))
        #expect(try await counts(second.guides.listGuidesPaged(hall: "h", paging: paging)) == [10, 5])
    }
}

import Foundation
@testable import PacelineRuntime
import PacelineTesting
import Testing

/// Positions are stored and gone on from.
@Suite(.timeLimit(.minutes(1))) struct PagePositionTests {
    @Test(arguments: PagedServer.Style.allCases)
    func anotherClientGoesOn(style: PagedServer.Style) async throws {
        let server = PagedServer(style: style, count: 8)
        let (first, _) = CallFixture.paged { server.response($0) }
        var pages = server.list(first).pages.makeAsyncIterator()
        let page = try #require(try await pages.next())
        #expect(page.items == [0, 1, 2])
        let stored = try JSONEncoder().encode([page.position])
        let (second, transport) = CallFixture.paged { server.response($0) }
        let position = try JSONDecoder().decode([PagePosition].self, from: stored)[0]
        #expect(position == page.position)
        #expect(try await server.list(second, PageOptions(startingAfter: position)).all() == Array(3..<8))
        #expect(transport.sent.count == 2)
    }

    @Test(
        arguments: [
            "cursor:a:b \u{301}", "offset:0", "offset:40", "page:3", "url:https://numbers.example/v1/numbers?p=2",
            // What combines with the colon to one character.
            "cursor:\u{301}", "cursor:\u{301}a:b", "url:\u{338}?p=2",
        ])
    func textsAreKept(text: String) throws {
        let position = try #require(PagePosition(text))
        #expect(position.description == text)
        #expect(try JSONDecoder().decode(PagePosition.self, from: JSONEncoder().encode(position)) == position)
    }

    @Test(
        arguments: [
            "", ":", "cursor", "cursor:", "url:", "page:", "page:-1", "page:1.5", "offset:x", "Page:1",
            "page:+1", "page:01", "offset:-0", "page:99999999999999999999",
            "cursor:" + String(repeating: "x", count: 20_000),
        ])
    func otherTextsAreNone(text: String) throws {
        #expect(PagePosition(text) == nil)
        let data = try JSONEncoder().encode(text)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(PagePosition.self, from: data) }
    }

    /// To `String`, these two are equal.
    @Test func positionsAreBytes() throws {
        let composed = try #require(PagePosition("cursor:\u{E9}"))
        let decomposed = try #require(PagePosition("cursor:e\u{301}"))
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed, PagePosition("cursor:\u{E9}")]).count == 2)
    }

    /// A stored URL is as little trusted as a server's word, and a position is of one kind of list.
    @Test(
        arguments: [
            (PagedServer.Style.bodyURL, "url:https://evil.example/", CallError.Code.foreignPage),
            (.link, "url:https://evil.example/", .foreignPage), (.link, "url:/v1/numbers\n", .pagePosition),
            (.cursor, "page:1", .pagePosition), (.page, "cursor:1", .pagePosition), (.offset, "page:1", .pagePosition),
            (.bodyURL, "offset:1", .pagePosition),
        ])
    func wrongPositions(style: PagedServer.Style, text: String, code: CallError.Code) async throws {
        let server = PagedServer(style: style)
        let (core, transport) = CallFixture.paged { server.response($0) }
        let position = try #require(PagePosition(text))
        let list = server.list(core, PageOptions(startingAfter: position))
        let error = await #expect(throws: CallError.self) { try await list.all() }
        #expect(error?.code == code)
        #expect(transport.sent.isEmpty)
    }
}

import HTTPTypes
@testable import PacelineRuntime
import PacelineTesting
import Testing

/// What a server cannot make of a list: no loop, no other server, no page too many. Items that came before are there.
@Suite(.timeLimit(.minutes(1))) struct PageGuardTests {
    /// Reads a list to its error: the items before it, and the error.
    private func read(_ list: PagedList<JSON, Int>) async -> (items: [Int], error: CallError?) {
        var items: [Int] = []
        var iterator = list.makeAsyncIterator()
        do throws(CallError) {
            while let item = try await iterator.next() { items.append(item) }
            return (items, nil)
        } catch {
            let after = try? await iterator.next()
            #expect(after == .some(nil), "behind an error there is nothing")
            return (items, error)
        }
    }

    /// A client of a server whose page of each number names the next one by this.
    private func client(_ next: @escaping @Sendable (Int) -> JSON) -> (ClientCore, RecordingTransport) {
        CallFixture.paged { sent in
            .value(JSON.object(["items": .array([.integer(Int64(sent.number))]), "next": next(sent.number)]))
        }
    }

    @Test(arguments: [1, 2, 3, 50])
    func loops(length: Int) async throws {
        let (core, transport) = client { .string("c\(($0 + 1) % length)") }
        let (items, error) = await read(core.numbers(.cursor(.query("c"))))
        #expect(error?.code == .pageLoop)
        #expect(error?.operation == "listNumbers")
        #expect(items == Array(0...length))
        #expect(transport.sent.count == length + 1)
    }

    @Test func loopsOfURLs() async throws {
        let (core, transport) = client { .string($0 % 2 == 0 ? "?p=1" : "/v1/numbers?p=2") }
        let (items, error) = await read(core.numbers(.bodyURL))
        #expect(error?.code == .pageLoop)
        #expect(items == [0, 1, 2])
        #expect(transport.sent.count == 3)
    }

    /// The first page is one that was read, too, by whatever way of writing its URL.
    @Test(arguments: ["", "/v1/numbers", "https://numbers.example/v1/numbers#top", "../v1/./numbers"])
    func loopsToTheFirstURL(url: String) async throws {
        for style in [PageStyle.bodyURL, .link] {
            let (core, transport) = CallFixture.paged { sent in
                .value(
                    JSON.object(["items": .array([.integer(Int64(sent.number))]), "next": .string("\(url)#")]),
                    fields: [HTTPField.Name("Link")!: "<\(url)>; rel=next"])
            }
            let (items, error) = await read(core.numbers(style))
            #expect(error?.code == .pageLoop)
            #expect(items == [0])
            #expect(transport.sent.count == 1)
        }
    }

    /// Cursors are bytes: two that are canonically equivalent are no loop.
    @Test func cursorsThatLookAlike() async throws {
        let cursors: [JSON] = ["\u{E9}", "e\u{301}", .null]
        let (core, transport) = client { cursors[$0] }
        let (items, error) = await read(core.numbers(.cursor(.query("c"))))
        #expect(error == nil)
        #expect(items == [0, 1, 2])
        #expect(
            transport.sent.compactMap(\.request.path).dropFirst() == ["/v1/numbers?c=%C3%A9", "/v1/numbers?c=e%CC%81"])
    }

    /// Options that name the page would ask for the same one again and again.
    @Test(arguments: [PageStyle.page(.query("p")), .cursor(.query("p")), .offset(.header("X-From"))])
    func optionsThatGiveThePage(style: PageStyle) async throws {
        let (core, transport) = client { _ in true }
        let name = try #require(HTTPField.Name("x-from"))
        let options = CallOptions(headers: [name: "1"], query: ["p": "1"])
        #expect(await read(core.numbers(style, .default, options)).error?.code == .invalidRequest)
        #expect(transport.sent.isEmpty)
        // Those of the other pages' names do no harm.
        let (other, _) = client { _ in .null }
        #expect(await read(other.numbers(.cursor(.query("c")), .default, options)).error == nil)
    }

    /// A server may lead back to where another client began.
    @Test func loopToTheBeginning() async throws {
        let (core, transport) = client { _ in .string("start") }
        let list = core.numbers(.cursor(.query("c")), PageOptions(startingAfter: PagePosition("cursor:start")))
        #expect(await read(list).error?.code == .pageLoop)
        #expect(transport.sent.count == 1)
    }

    @Test func offsetsThatDoNotAdvance() async throws {
        let (core, transport) = CallFixture.paged { _ in .value(JSON.object(["items": .array([]), "next": true])) }
        #expect(await read(core.numbers(.offset(.query("skip")))).error?.code == .pageLoop)
        #expect(transport.sent.count == 1)
    }

    @Test(
        arguments: [
            "https://evil.example/v1/numbers?p=2", "http://numbers.example/v1/numbers", "//evil.example/",
            "https://numbers.example.evil.example/", "https://numbers.example:444/", "https://NUMBERS.example:8443/a",
        ])
    func leavingURLs(url: String) async throws {
        for style in [PageStyle.bodyURL, .link] {
            let (core, transport) = CallFixture.paged { _ in
                .value(
                    JSON.object(["items": .array([.integer(1)]), "next": .string(url)]),
                    fields: [HTTPField.Name("Link")!: "<\(url)>; rel=next"])
            }
            let (items, error) = await read(core.numbers(style))
            #expect(error?.code == .foreignPage, "\(url)")
            #expect(items == [1])
            #expect(transport.sent.count == 1)
            #expect(error.map { !"\($0)".contains("evil") } == true, "what a server says is not repeated")
        }
    }

    @Test(
        arguments: [
            "https://numbers.example@evil.example/", "https://user:secret@numbers.example/", "javascript:alert(1)",
            "https:evil.example", "https:///etc", "https://[::1/", "https://numbers.example/a/%2e%2E/b", "a\u{0}b",
            "https://numbers.example/\r\nX: y", "file:///etc/passwd", String(repeating: "a", count: 16_385),
            // Too long once what no URL can hold is percent-encoded.
            String(repeating: " ", count: 6_000),
        ])
    func unusableURLs(url: String) async throws {
        let (core, transport) = client { _ in .string(url) }
        #expect(await read(core.numbers(.bodyURL)).error?.code == .pagePosition)
        #expect(transport.sent.count == 1)
    }

    /// What is written otherwise is the same server.
    @Test(
        arguments: [
            ("https://NUMBERS.example:443/v1/numbers?p=2", "/v1/numbers?p=2"), ("../v2/a?x[]=1 2#f", "/v2/a?x[]=1%202"),
            ("HTTPS://numbers.example", "/"), ("/\\evil.example/", "/%5Cevil.example/"), ("b", "/v1/b"),
            // What combines with a mark to one character leaves it a mark.
            ("/\u{301}b", "/%CC%81b"), ("?\u{301}=1", "/v1/numbers?%CC%81=1"), ("b#\u{301}", "/v1/b"),
            ("https://numbers.example/\u{301}", "/%CC%81"),
        ])
    func stayingURLs(url: String, path: String) async throws {
        let (core, transport) = client { $0 == 0 ? .string(url) : .null }
        #expect(await read(core.numbers(.bodyURL)).error == nil)
        #expect(transport.sent.last?.request.path == path)
        #expect(transport.sent.last?.request.authority == "numbers.example")
    }

    @Test func maximumPages() async throws {
        for style in [PageStyle.cursor(.query("c")), .bodyURL] {
            let (core, transport) = client { .string("c\($0)") }
            let (items, error) = await read(core.numbers(style, PageOptions(maximumPages: 4)))
            #expect(error?.code == .tooManyPages)
            #expect(items == [0, 1, 2, 3])
            #expect(transport.sent.count == 4)
        }
        // A later run may go on behind the last of them.
        let (first, _) = client { .string("c\($0)") }
        var pages = first.numbers(.cursor(.query("c")), PageOptions(maximumPages: 1)).pages.makeAsyncIterator()
        #expect(try await pages.next()?.position?.description == "cursor:c0")
        await #expect(throws: CallError.self) { try await pages.next() }
        // As many as there are is not too many.
        let (core, _) = client { $0 < 3 ? .string("c\($0)") : .null }
        #expect(await read(core.numbers(.cursor(.query("c")), PageOptions(maximumPages: 4))).error == nil)
    }

    @Test func hostileSizes() async throws {
        let (core, transport) = client { _ in .string(String(repeating: "x", count: 16_385)) }
        let (items, error) = await read(core.numbers(.cursor(.query("c"))))
        #expect(error?.code == .pagePosition)
        #expect(items == [0])
        #expect(transport.sent.count == 1)
        let (other, _) = client { $0 == 0 ? .string(String(repeating: "x", count: 16_384)) : .null }
        #expect(await read(other.numbers(.cursor(.query("c")))).error == nil)
        let (last, _) = client { _ in true }
        let end = PageOptions(startingAfter: PagePosition("page:\(Int.max)"))
        #expect(await read(last.numbers(.page(.query("p")), end)).error?.code == .pagePosition)
    }

    /// A cursor that cannot stand in a header field is an error of the next page.
    @Test func cursorsInFields() async throws {
        let (core, transport) = client { _ in "a\r\nInjected: 1" }
        #expect(await read(core.numbers(.cursor(.header("X-After")))).error?.code == .invalidRequest)
        #expect(transport.sent.count == 1)
    }

    @Test func aFailureEndsTheList() async throws {
        let (core, transport) = CallFixture.paged { sent in
            sent.number == 1 ? .status(500) : .value(JSON.object(["items": .array([.integer(1)]), "next": "c"]))
        }
        let (items, error) = await read(core.numbers(.cursor(.query("c"))))
        #expect(error?.code == .response)
        #expect(items == [1])
        #expect(transport.sent.count == 2)
    }
}

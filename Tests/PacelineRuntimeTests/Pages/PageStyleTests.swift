import HTTPTypes
@testable import PacelineRuntime
import PacelineTesting
import Testing

/// What each style sends, and where it ends.
@Suite(.timeLimit(.minutes(1))) struct PageStyleTests {
    @Test(arguments: PagedServer.Style.allCases, [false, true])
    func everyStyle(style: PagedServer.Style, hasFlag: Bool) async throws {
        let server = PagedServer(style: style, hasFlag: hasFlag)
        let (core, transport) = CallFixture.paged { server.response($0) }
        let list = server.list(core)
        #expect(transport.sent.isEmpty, "a list that nobody reads sends nothing")
        #expect(try await list.all() == Array(0..<7))
        let start = "/v1/numbers"
        let expected =
            switch style {
            case .cursor: ["", "?cursor=c3", "?cursor=c6"]
            case .offset: ["?skip=0", "?skip=3", "?skip=6"]
            case .page: ["?page=1", "?page=2", "?page=3"]
            case .link: ["", "?from=3", "?from=6"]
            case .bodyURL: ["", "?from=3&token=a%2Fb", "?from=6&token=a%2Fb"]
            }
        #expect(transport.sent.compactMap(\.request.path) == expected.map { start + $0 })
        // A second iteration begins anew.
        #expect(try await list.all() == Array(0..<7))
        #expect(transport.sent.count == 6)
    }

    @Test func pagesAreLazy() async throws {
        let server = PagedServer(style: .page)
        let (core, transport) = CallFixture.paged { server.response($0) }
        var pages = server.list(core).pages.makeAsyncIterator()
        let first = try #require(try await pages.next())
        #expect(first.items == [0, 1, 2])
        #expect(first.value["items"]?.array?.count == 3)
        #expect(first.position?.description == "page:2")
        #expect(transport.sent.count == 1)
        #expect(try await pages.next()?.items == [3, 4, 5])
        let last = try #require(try await pages.next())
        #expect(last.position == nil)
        #expect(try await pages.next() == nil)
        #expect(try await pages.next() == nil)
        #expect(transport.sent.count == 3)
    }

    /// Full pages to the end: only the server's word, or a page without items, tells that there are no more.
    @Test(arguments: [(PagedServer.Style.page, false, 3), (.page, true, 2), (.offset, false, 3), (.offset, true, 2)])
    func fullLastPage(style: PagedServer.Style, hasFlag: Bool, requests: Int) async throws {
        let server = PagedServer(style: style, count: 6, hasFlag: hasFlag)
        let (core, transport) = CallFixture.paged { server.response($0) }
        #expect(try await server.list(core).all() == Array(0..<6))
        #expect(transport.sent.count == requests)
    }

    /// A server that gives fewer items than it is asked for, by no bound that it names, loses none of them.
    @Test(arguments: [0, 1])
    func serversMayGiveFewer(prefetch: Int) async throws {
        let server = PagedServer(style: .page, count: 7, size: 3)
        let (core, transport) = CallFixture.paged { server.response($0) }
        let style = PageStyle.page(.query("page"), size: PageSize(.query("limit"), whenAbsent: 2))
        let list = core.numbers(style, PageOptions(prefetch: prefetch), CallOptions(query: ["limit": "100"]))
        #expect(try await list.all() == Array(0..<7))
        #expect(transport.sent.count == 3, "the third page is shorter than the second")
        let bounded = PageStyle.page(.query("page"), size: PageSize(.query("limit"), whenAbsent: 2, most: 3))
        let short = PagedServer(style: .page, count: 2, size: 3)
        let (other, sent) = CallFixture.paged { short.response($0) }
        #expect(try await other.numbers(bounded, .default, CallOptions(query: ["limit": "100"])).all() == [0, 1])
        #expect(sent.sent.count == 1)
        // What is asked for is relied on up to what comes unasked, without a bound, too.
        let open = PageStyle.page(.query("page"), size: PageSize(.query("limit"), whenAbsent: 10))
        for (limit, requests) in [("3", 1), ("11", 2)] {
            let (core, transport) = CallFixture.paged { short.response($0) }
            #expect(try await core.numbers(open, .default, CallOptions(query: ["limit": limit])).all() == [0, 1])
            #expect(transport.sent.count == requests)
        }
    }

    /// A field may come several times, and the link in any of them.
    @Test func severalLinkFields() async throws {
        let (core, transport) = CallFixture.paged { sent in
            var fields = HTTPFields()
            for link in ["</v1/numbers>; rel=first", sent.number == 0 ? "<?from=1>; rel=next" : "<?>; rel=last"] {
                fields.append(HTTPField(name: HTTPField.Name("Link")!, value: link))
            }
            return .value(JSON.object(["items": .array([.integer(Int64(sent.number))])]), fields: fields)
        }
        #expect(try await core.numbers(.link).all() == [0, 1])
        #expect(transport.sent.last?.request.path == "/v1/numbers?from=1")
    }

    @Test func emptyList() async throws {
        for style in PagedServer.Style.allCases {
            let server = PagedServer(style: style, count: 0)
            let (core, transport) = CallFixture.paged { server.response($0) }
            #expect(try await server.list(core).all() == [])
            #expect(transport.sent.count == 1)
        }
    }

    /// An offset moves on by the items that came, however many these are.
    @Test func pagesOfManySizes() async throws {
        let counts = [3, 1, 2]
        let (core, transport) = CallFixture.paged { sent in
            .value(
                JSON.object([
                    "items": .array(Array(repeating: .integer(Int64(sent.number)), count: counts[sent.number])),
                    "next": .bool(sent.number < 2),
                ]))
        }
        #expect(try await core.numbers(.offset(.query("skip"))).all() == [0, 0, 0, 1, 2, 2])
        #expect(transport.sent.compactMap(\.request.path) == [0, 3, 4].map { "/v1/numbers?skip=\($0)" })
    }

    /// Counting begins where the document says.
    @Test func firstPages() async throws {
        for (style, queries) in [
            (PageStyle.page(.query("n"), first: 0), ["n=0", "n=1"]), (.page(.query("n")), ["n=1", "n=2"]),
            (.offset(.query("n"), first: 1), ["n=1", "n=2"]), (.offset(.query("n")), ["n=0", "n=1"]),
        ] {
            let (core, transport) = CallFixture.paged { sent in
                .value(JSON.object(["items": .array([.integer(1)]), "next": .bool(sent.number == 0)]))
            }
            #expect(try await core.numbers(style).all() == [1, 1])
            #expect(transport.sent.compactMap(\.request.path) == queries.map { "/v1/numbers?" + $0 })
        }
    }

    /// A success without a body, where the document has such, is a page without items; elsewhere it is an error.
    @Test func pagesWithoutABody() async throws {
        for link in [nil, "</v1/numbers?p=3>; rel=next"] {
            let (core, transport) = CallFixture.paged { sent in
                let fields: HTTPFields =
                    switch sent.number {
                    case 0: [HTTPField.Name("Link")!: "</v1/numbers?p=2>; rel=next"]
                    case 1: link.map { [HTTPField.Name("Link")!: $0] } ?? [:]
                    default: [:]
                    }
                return sent.number == 1
                    ? .status(204, fields: fields) : .value(JSON.array([.integer(Int64(sent.number))]), fields: fields)
            }
            let request = RequestBuilder(.numbers, .default)
            let list: PagedList<[Int]?, Int> = core.optionalPages(request, .link, .default, items: { $0 ?? [] })
            #expect(try await list.all() == (link == nil ? [0] : [0, 2]))
            #expect(transport.sent.count == (link == nil ? 2 : 3))
        }
        let (core, _) = CallFixture.paged { _ in .status(204) }
        let list: PagedList<[Int], Int> = core.pages(
            RequestBuilder(.numbers, .default), .link, .default, items: { $0 })
        let error = await #expect(throws: CallError.self) { try await list.all() }
        #expect(error?.code == .decoding)
    }

    /// A cursor goes on through a page without items, and is sent as the data that it is.
    @Test func cursorsAreData() async throws {
        let cursor = "a b&c=d/%00\"\\{$request.body}\u{301}"
        let (core, transport) = CallFixture.paged { sent in
            switch sent.number {
            case 0: .value(JSON.object(["items": .array([]), "next": .string(cursor)]))
            case 1: .value(JSON.object(["items": .array([.integer(1)]), "next": .string("")]))
            default: .status(500)
            }
        }
        #expect(try await core.numbers(.cursor(.query("after"))).all() == [1])
        #expect(PagedServer.query(transport.sent[1]) == ["after": cursor])
    }

    @Test func numbersInBodies() async throws {
        let (core, transport) = CallFixture.paged { sent in
            .value(JSON.object(["items": .array([.integer(Int64(sent.number))]), "next": .bool(sent.number < 2)]))
        }
        let operation = OperationDescriptor(id: "search", method: .post, path: "/search")
        var request = RequestBuilder(operation, .default)
        request.json(
            JSON.object(["q": "x", "paging": ["size": 1, "skip": 99]]), contentType: "application/vnd.a+json")
        let list: PagedList<JSON, Int> = core.pages(
            request, .offset(.body(["paging", "skip"])), .default,
            items: { $0["items"]?.array?.compactMap(\.int) ?? [] }, next: { PageMark($0["next"]) })
        #expect(try await list.all() == [0, 1, 2])
        let bodies = transport.sent.compactMap { $0.body.bytes.map { String(decoding: $0, as: UTF8.self) } }
        #expect(bodies == (0...2).map { #"{"paging":{"size":1,"skip":\#($0)},"q":"x"}"# })
        #expect(transport.sent.allSatisfy { $0.request.headerFields[.contentType] == "application/vnd.a+json" })
    }

    @Test func cursorsInBodies() async throws {
        for (cursor, isInteger, written) in [
            ("7", false, "\"7\""), ("7", true, "7"), ("18446744073709551615", true, "18446744073709551615"),
            ("7a", true, "\"7a\""),
        ] {
            let (core, transport) = CallFixture.paged { sent in
                .value(JSON.object(["items": .array([]), "next": sent.number == 0 ? .string(cursor) : .null]))
            }
            let style = PageStyle.cursor(.body(["after"]), isInteger: isInteger)
            #expect(try await core.numbers(style, .default, .default, .search).all() == [])
            let bodies = transport.sent.map { $0.body.bytes.map { String(decoding: $0, as: UTF8.self) } }
            #expect(bodies == [nil, "{\"after\":\(written)}"])
        }
    }

    /// What the caller says of the list holds of each page, but for a key that would make all pages the first.
    @Test func options() async throws {
        let server = PagedServer(style: .link)
        let (core, transport) = CallFixture.paged { server.response($0) }
        let name = HTTPField.Name("X-Trace")!
        var options = CallOptions(headers: [name: "1"])
        options.idempotencyKey = "once"
        _ = try await server.list(core, .default, options).all()
        #expect(transport.sent.map { $0.request.headerFields[name] } == ["1", "1", "1"])
        #expect(
            transport.sent.map { $0.request.headerFields[HTTPField.Name("Idempotency-Key")!] } == ["once", nil, nil])
    }
}

extension OperationDescriptor {
    fileprivate static let search = OperationDescriptor(id: "search", method: .post, path: "/search")
}

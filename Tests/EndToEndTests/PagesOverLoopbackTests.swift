#if MockServer
import HTTPTypes
import Hummingbird
import PacelineLimiter
@testable import PacelineRuntime
import Synchronization
import Testing

/// Lists in pages over a server on loopback that is not ours: it knows its own URL, and counts requests by itself.
@Suite(.timeLimit(.minutes(3))) struct PagesOverLoopbackTests {
    private static let list = OperationDescriptor(
        id: "listNumbers", method: .get, path: "/numbers", limits: [AppliedLimit(.paced)])

    private func core(_ base: String, _ transport: TransportKind) -> ClientCore {
        ClientCore(
            api: APIDescriptor(generatedFor: .paceline0_2, id: "Numbers", policies: [.paced]),
            server: ServerAddress(base), credentials: CredentialSet(), transport: transport.make(),
            options: ClientOptions(limiter: RateLimiter(), retry: .never))
    }

    private func list(
        _ core: ClientCore, _ style: PageStyle, _ paging: PageOptions = .default
    ) -> PagedList<JSON, Int> {
        core.pages(
            RequestBuilder(Self.list, .default), style, paging,
            items: { $0["items"]?.array?.compactMap(\.int) ?? [] }, next: { PageMark($0["next"]?.string) })
    }

    private static func query(_ request: Request, _ name: Substring) -> Int? {
        request.uri.queryParameters[name].flatMap { Int($0) }
    }

    /// A page of two numbers, which names the next one as the style does.
    @Sendable private static func respond(_ request: Request, pages: Int) -> Hummingbird.Response {
        let page = query(request, "page") ?? (query(request, "skip") ?? 0) / 2
        let origin = "http://\(request.head.authority ?? "")"
        let isLast = page + 1 >= pages
        let next =
            request.uri.queryParameters["style"] == "url"
            ? "\(origin)/numbers?style=url&page=\(page + 1)" : "\(page + 1)"
        var fields: HTTPFields = [.contentType: "application/json"]
        if !isLast, let name = HTTPField.Name("Link") {
            fields[name] = "<\(origin)/numbers?page=\(page + 1)>; rel=\"next\""
        }
        let text = #"{"items":[\#(2 * page),\#(2 * page + 1)]\#(isLast ? "" : #","next":"\#(next)""#)}"#
        return Hummingbird.Response(status: .ok, headers: fields, body: .init(byteBuffer: .init(string: text)))
    }

    @Test(arguments: TransportKind.allCases)
    func everyStyle(transport: TransportKind) async throws {
        try await withServer({ Self.respond($0, pages: 4) }) { base in
            let core = core(base, transport)
            let lists: [(PageStyle, [String: String])] = [
                (.cursor(.query("page")), [:]), (.link, [:]), (.page(.query("page"), first: 0), [:]),
                (.offset(.query("skip")), [:]), (.bodyURL, ["style": "url"]),
            ]
            for (style, query) in lists {
                var request = RequestBuilder(Self.list, .default)
                for (name, value) in query { request.query(name, value) }
                let list: PagedList<JSON, Int> = core.pages(
                    request, style, .default, items: { $0["items"]?.array?.compactMap(\.int) ?? [] },
                    next: { page in
                        switch style.kind {
                        case .page, .offset: PageMark(page["next"] != nil)
                        case .cursor, .link, .bodyURL: PageMark(page["next"]?.string)
                        }
                    })
                var items: [Int] = []
                for try await item in list { items.append(item) }
                #expect(items == Array(0..<8))
            }
            // A stored position is gone on from by another client.
            var pages = list(core, .link).pages.makeAsyncIterator()
            let stored = try #require(try await pages.next()?.position).description
            var rest: [Int] = []
            let other = self.core(base, transport)
            for try await item in list(other, .link, PageOptions(startingAfter: PagePosition(stored))) {
                rest.append(item)
            }
            #expect(rest == Array(2..<8))
        }
    }

    /// Another port is another server.
    @Test func leavingURL() async throws {
        let asked = Gauge()
        try await withServer({ request in
            await asked.enter()
            return Self.respond(request, pages: 2)
        }) { other in
            try await withServer({ _ in
                .init(
                    status: .ok, headers: [.contentType: "application/json"],
                    body: .init(byteBuffer: .init(string: #"{"items":[1],"next":"\#(other)/numbers"}"#)))
            }) { base in
                let core = core(base, .urlSession)
                let error = await #expect(throws: CallError.self) {
                    for try await _ in list(core, .bodyURL) {}
                }
                #expect(error?.code == .foreignPage)
            }
        }
        #expect(asked.total == 0)
    }

    /// Three readers under 60 requests in 0.5 s, over a real network and a real time: the server counts each interval.
    @Test func threeReaders() async throws {
        let arrivals = Mutex<[ContinuousClock.Instant]>([])
        try await withServer({ request in
            arrivals.withLock { $0.append(.now) }
            return Self.respond(request, pages: 50)
        }) { base in
            let core = core(base, .urlSession)
            try await withThrowingTaskGroup { group in
                for prefetch in [0, 1, 1] {
                    group.addTask {
                        var sum = 0
                        let list = self.list(core, .cursor(.query("page")), PageOptions(prefetch: prefetch))
                        for try await item in list { sum += item }
                        #expect(sum == 4_950)
                    }
                }
                try await group.waitForAll()
            }
            #expect(core.limits.snapshot().allSatisfy { $0.inFlight == 0 && $0.waiting == 0 })
        }
        let times = arrivals.withLock { $0 }
        #expect(times.count == 150)
        for (first, later) in zip(times, times.dropFirst(60)) { #expect(later - first >= .milliseconds(500)) }
    }
}

extension RateLimitPolicy {
    fileprivate static let paced = RateLimitPolicy(name: "paced", numbers: .quota(60, per: .milliseconds(500)))
}
#endif

import HTTPTypes
import PacelineLimiter
import PacelineRuntime
import PacelineTesting
import Testing

@testable import Goldens

/// The expected files of `Tests/Cases/positive/limits-only`: limits for requests that another client sends.
@Suite(.timeLimit(.minutes(1))) struct GoldenLimitsOnlyTests {
    @Test func operations() {
        #expect(LimitsOnly.Operations.all.map(\.id) == ["listBooks", "addBook", "listNewBooks", "upload"])
        #expect(LimitsOnly.Operations.listNewBooks.limits.map(\.cost) == [1, 2])
        let limits = LimitsOnly.limitedRequests(account: "acme")
        func operation(_ method: HTTPRequest.Method, _ host: String?, _ path: String) -> String? {
            limits.operation(of: HTTPRequest(method: method, scheme: "https", authority: host, path: path))?.id
        }
        #expect(operation(.get, "api.example", "/v1/shelves/7/books") == "listBooks")
        #expect(operation(.get, nil, "/shelves/new/books?page=2") == "listNewBooks")
        #expect(operation(.put, "uploads.example", "/uploads") == "upload")
        #expect(operation(.get, "api.example", "/v1/rooms") == nil)
    }

    /// Writes are counted by shelf, everything by account; what is of no operation takes what the document says for all.
    @Test func requestsWait() async {
        let timeline = Timeline()
        let limits = LimitsOnly.limitedRequests(
            account: "acme",
            options: LimitedRequests.Options(limiter: timeline.limiter, limits: timeline.options.limits))
        func send(_ name: String, _ count: Int, _ method: HTTPRequest.Method, _ path: String) {
            let request = HTTPRequest(method: method, scheme: nil, authority: nil, path: path)
            timeline.call(name) {
                for _ in 0..<count {
                    _ = try await limits.admit(request) {
                        try await timeline.send(request, body: .none, context: TransportContext())
                    }
                }
            }
        }
        send("a", 11, .post, "/shelves/1/books")
        send("b", 10, .post, "/shelves/2/books")
        send("c", 39, .patch, "/unknown")
        await timeline.run()
        let sends = timeline.sends.split(separator: " | ")
        #expect(sends.map { $0.split(separator: " ").count - 1 } == [59, 1])
        #expect(sends.last == "60s a")
        let held = limits.limits.snapshot().first { $0.name.hasSuffix("/points") }?.held
        #expect(held == 5)
    }
}

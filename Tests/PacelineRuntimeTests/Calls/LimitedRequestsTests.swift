import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Synchronization
import Testing

/// Requests of another client: which operation they are of, when they are sent, and what their responses say of limits.
@Suite(.timeLimit(.minutes(1))) struct LimitedRequestsTests {
    private static let perShelf = RateLimitPolicy(
        name: "per-shelf", numbers: .quota(1, per: .seconds(30)),
        per: [.request(.path("shelf"), word: "shelf")])
    private static let one = RateLimitPolicy(name: "one", numbers: .concurrency(1))

    private static let operations = [
        OperationDescriptor(
            id: "listBooks", method: .get, path: "/shelves/{shelf}/books",
            limits: [AppliedLimit(.perMinute), AppliedLimit(perShelf)]),
        OperationDescriptor(
            id: "addBook", method: .post, path: "/shelves/{shelf}/books", limits: [AppliedLimit(.perMinute, cost: 2)]),
        OperationDescriptor(id: "export", method: .get, path: "/export", limits: [AppliedLimit(one)]),
        OperationDescriptor(id: "free", method: .get, path: "/status"),
    ]

    private func limits(
        _ timeline: Timeline, others: [AppliedLimit] = [], server: ServerAddress = "https://library.example/v1",
        _ change: (inout LimitedRequests.Options) -> Void = { _ in }
    ) -> LimitedRequests {
        var options = LimitedRequests.Options(
            limiter: timeline.limiter, limits: timeline.options.limits)
        options.wallTime = timeline.options.wallTime
        change(&options)
        return LimitedRequests(
            api: APIDescriptor(
                generatedFor: .paceline0_2, id: "Library", policies: [.perMinute, Self.perShelf, Self.one]),
            operations: Self.operations, others: others, server: server, principals: ["account": "acme"],
            options: options)
    }

    /// Has requests admitted and sent over the timeline.
    private func requests(
        _ names: [String], _ path: String, on timeline: Timeline, _ limits: LimitedRequests,
        by method: HTTPRequest.Method = .get, at delay: Duration = .zero, timeout: Duration? = nil
    ) {
        let request = HTTPRequest(method: method, scheme: "https", authority: nil, path: path)
        for name in names {
            timeline.call(name, at: delay) {
                _ = try await limits.admit(request, timeout: timeout) {
                    try await timeline.send(request, body: .none, context: TransportContext())
                }
            }
        }
    }

    @Test func waitTheirTurn() async {
        let timeline = Timeline()
        let limits = limits(timeline)
        requests(["a", "b"], "/shelves/1/books", on: timeline, limits)
        requests(["c"], "/shelves/2/books", on: timeline, limits)
        requests(["d", "e"], "/status", on: timeline, limits)
        requests(["f"], "/shelves/3/books", on: timeline, limits, by: .post, at: .seconds(1))
        requests(["g"], "/shelves/3/books", on: timeline, limits, by: .post, at: .seconds(2), timeout: .seconds(9))
        await timeline.run()
        #expect(timeline.sends == "0s a c d e | 60s b | 120s f")
        #expect(timeline.diagram.contains("2s g!deadline"))
        // Buckets of values of a request are there as long as they hold something: that of shelf 2 is gone.
        #expect(timeline.limiter.snapshot().filter { $0.name.contains("per-shelf") }.map(\.key) == ["1"])
        #expect(limits.limits.snapshot().allSatisfy { $0.inFlight == 0 && $0.waiting == 0 })
    }

    /// Two users of one limiter share the account's quota, whoever sends the requests.
    @Test func shareWithClients() async {
        let timeline = Timeline()
        let (limits, other) = (limits(timeline), limits(timeline))
        timeline.calls(["x"], of: .list, on: timeline.core([.perMinute]))
        requests(["a"], "/shelves/1/books", on: timeline, limits)
        requests(["b"], "/shelves/2/books", on: timeline, other, at: .seconds(1))
        await timeline.run()
        #expect(timeline.sends == "0s x a | 60s b")
    }

    /// Operations with servers of their own are counted there.
    @Test func countedByServer() async {
        let policy = RateLimitPolicy(name: "p", numbers: .quota(1, per: .seconds(60)), per: [.server])
        let timeline = Timeline()
        let limits = LimitedRequests(
            api: APIDescriptor(generatedFor: .paceline0_2, id: "Servers", policies: [policy]),
            operations: [
                OperationDescriptor(id: "get", method: .get, path: "/x", limits: [AppliedLimit(policy)]),
                OperationDescriptor(
                    id: "upload", method: .put, path: "/x", server: "https://up.example",
                    limits: [AppliedLimit(policy)]),
            ], server: "https://api.example", usesOperationServers: true,
            options: LimitedRequests.Options(limiter: timeline.limiter, limits: timeline.options.limits))
        requests(["a", "b"], "/x", on: timeline, limits)
        requests(["c", "d"], "/x", on: timeline, limits, by: .put)
        await timeline.run()
        #expect(timeline.sends == "0s a c | 60s b d")
    }

    /// A refusal goes back to its sender, and holds back who comes next, as does what is told to be left.
    @Test func hearWhatResponsesSay() async {
        let timeline = Timeline { sent in
            sent.number == 0 ? .status(429, fields: [.retryAfter: "7"]) : .status(200)
        }
        let limits = limits(timeline, others: [AppliedLimit(.perMinute)])
        requests(["a"], "/rooms/1", on: timeline, limits)
        requests(["b"], "/rooms/2", on: timeline, limits, at: .seconds(1))
        await timeline.run()
        #expect(timeline.diagram == "0s a a:429 a. | 7s b b:200 b.")
    }

    /// What the server did not count is free again, though nobody reads the refusal's body.
    @Test(arguments: [(false, 0), (true, 1)])
    func refusalsThatAreNotCounted(isCounted: Bool, held: Double) async {
        let policy = RateLimitPolicy(
            name: "p", numbers: .quota(2, per: .seconds(60)), refusal: RefusalPattern(isCounted: isCounted))
        let timeline = Timeline { _ in .status(429, fields: [.retryAfter: "1"]) }
        let limits = LimitedRequests(
            api: APIDescriptor(generatedFor: .paceline0_2, id: "Kind", policies: [policy]),
            operations: [OperationDescriptor(id: "get", method: .get, path: "/x", limits: [AppliedLimit(policy)])],
            server: "https://kind.example",
            options: LimitedRequests.Options(limiter: timeline.limiter, limits: timeline.options.limits))
        requests(["a"], "/x", on: timeline, limits)
        await timeline.run()
        #expect(limits.limits.snapshot().map(\.held) == [held])
        #expect(limits.limits.snapshot().map(\.inFlight) == [0])
    }

    /// What has failed may have arrived, unless its error says that it has not.
    @Test(arguments: [(.notSent, "0s a b c"), (.maybeSent, "0s a b | 70s c")] as [(TransportError.Delivery, String)])
    func failures(delivery: TransportError.Delivery, sends: String) async {
        let timeline = Timeline { $0.number < 2 ? .fails(delivery) : .status(200) }
        let limits = limits(timeline)
        requests(["a"], "/shelves/1/books", on: timeline, limits)
        requests(["b"], "/shelves/2/books", on: timeline, limits)
        requests(["c"], "/shelves/3/books", on: timeline, limits)
        await timeline.run()
        #expect(timeline.sends == sends)
        #expect(timeline.diagram.contains("a!error") && timeline.diagram.contains("c."))
    }

    /// Clients have errors of their own, which say nothing of what arrived.
    @Test func failuresOfOtherTypes() async {
        struct Broken: Error {}
        let timeline = Timeline()
        let limits = limits(timeline)
        let request = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/export")
        timeline.call("a") {
            await #expect(throws: Broken.self) { try await limits.admit(request) { throw Broken() } as (_, Void) }
        }
        requests(["b"], "/export", on: timeline, limits, at: .seconds(1))
        await timeline.run()
        #expect(timeline.sends == "10s b")
    }

    /// Nobody waits for an absurd time that a server told.
    @Test func maximumWait() async {
        let timeline = Timeline { _ in .status(429, fields: [.retryAfter: "100"]) }
        let limits = limits(timeline) { $0.maximumWait = .seconds(10) }
        requests(["a"], "/export", on: timeline, limits)
        requests(["b"], "/export", on: timeline, limits, at: .seconds(1))
        await timeline.run()
        #expect(timeline.diagram == "0s a a:429 a. | 1s b!exhausted")
    }

    /// The more urgent request goes first, and each hears that it waits.
    @Test func prioritiesAndWaits() async {
        let timeline = Timeline { _ in .status(200).after(.seconds(1)) }
        let limits = limits(timeline)
        let request = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/export")
        let told = Mutex<[String]>([])
        for (name, priority) in [("a", Priority.normal), ("b", .low), ("c", .high)] {
            timeline.call(name) {
                _ = try await limits.admit(
                    request, priority: priority, onWait: { _ in told.withLock { $0.append(name) } },
                    send: { try await timeline.send(request, body: .none, context: TransportContext()) })
            }
        }
        await timeline.run()
        #expect(timeline.sends == "0s a | 1s c | 2s b")
        #expect(told.withLock { $0 } == ["b", "c"])
    }

    @Test func cancelled() async {
        let timeline = Timeline { $0.number == 0 ? .hangs(.maybeSent) : .status(200) }
        let limits = limits(timeline)
        requests(["a", "b", "c"], "/export", on: timeline, limits)
        timeline.cancel("a", at: .seconds(5))
        timeline.cancel("b", at: .seconds(6))
        await timeline.run()
        // It may go on at the server for the limiter's grace.
        #expect(timeline.sends == "0s a | 15s c")
        #expect(timeline.diagram.contains("| 6s b!cancelled |"))
        #expect(limits.limits.snapshot().allSatisfy { $0.inFlight == 0 && $0.waiting == 0 })
    }

    /// What no template matches draws on what the document says for all operations.
    @Test func unknownRequests() async {
        let timeline = Timeline()
        let limits = limits(timeline, others: [AppliedLimit(.perMinute)])
        requests(["a", "b", "c"], "/new/thing", on: timeline, limits)
        requests(["d"], "/status", on: timeline, limits)
        await timeline.run()
        #expect(timeline.sends == "0s a b d | 60s c")
    }

    /// Where the document says nothing for all, their limits are found out, in one bucket for each method.
    @Test func unknownRequestsAreObserved() async {
        let timeline = Timeline { $0.number == 0 ? .status(429, fields: [.retryAfter: "9"]) : .status(200) }
        let limits = limits(timeline)
        requests(["a"], "/new/thing", on: timeline, limits)
        requests(["b"], "/new/other", on: timeline, limits, at: .seconds(1))
        requests(["c"], "/new/other", on: timeline, limits, by: .delete, at: .seconds(2))
        await timeline.run()
        #expect(timeline.sends == "0s a | 2s c | 9s b")
    }

    /// A policy for some credentials counts whatever it is, unless the caller says what requests use.
    @Test(arguments: [(nil, "0s a | 60s b"), (["key"], "0s a | 60s b"), ([], "0s a b")] as [([String]?, String)])
    func schemes(used: [String]?, sends: String) async {
        var policy = RateLimitPolicy(name: "keyed", numbers: .quota(1, per: .seconds(60)))
        policy.authentication = [["key"]]
        let timeline = Timeline()
        var options = LimitedRequests.Options(limiter: timeline.limiter, limits: timeline.options.limits)
        options.schemes = used
        options.limits.undeclared = .off
        let limits = LimitedRequests(
            api: APIDescriptor(generatedFor: .paceline0_2, id: "Keyed", policies: [policy]),
            operations: [OperationDescriptor(id: "get", method: .get, path: "/x", limits: [AppliedLimit(policy)])],
            server: "https://keyed.example", options: options)
        requests(["a", "b"], "/x", on: timeline, limits)
        await timeline.run()
        #expect(timeline.sends == sends)
    }

    /// Values of the query, of header fields and, where it is given, of the body.
    @Test func valuesOfRequests() async throws {
        let timeline = Timeline()
        let limits = limits(timeline)
        var request = HTTPRequest(
            method: .get, scheme: nil, authority: nil, path: "/shelves/a%2Fb/books?filter%5Bpage%5D=1&q=x+y")
        request.headerFields[.accept] = "text/csv"
        let builder = limits.builder(request, id: nil, body: Array(#"{"model":"m"}"#.utf8), .default)
        var reader = RequestReader(builder)
        let values: [RequestValue] = [.path("shelf"), .query("filter[page]"), .header("Accept"), .body("/model")]
        let found = values.map { reader.value($0).text }
        #expect(found == ["a/b", "1", "text/csv", "m"])
        var bodiless = RequestReader(limits.builder(request, id: nil, body: nil, .default))
        let missing = bodiless.value(.body("/model"))
        #expect(missing == .missing)
    }

    @Test func whatCannotBeKept() async throws {
        let policy = RateLimitPolicy(
            name: "hooked", numbers: .quota(1, per: .seconds(60)), estimate: .hook("tokens", isRequired: true))
        let limits = LimitedRequests(
            api: APIDescriptor(generatedFor: .paceline0_2, id: "Hooked", policies: [policy]), operations: [],
            server: "https://hooked.example")
        #expect(throws: CallError.self) { try limits.checked() }
        let request = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/")
        await #expect(throws: CallError.self) {
            _ = try await limits.admit(request) { (HTTPResponse(status: .ok), ()) }
        }
    }
}

import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Testing

/// Operations whose limits nobody declared: who waits when a server refuses, and who does not.
@Suite(.timeLimit(.minutes(1))) struct ObservedCallTests {
    /// One of ten operations without limits.
    static func route(_ number: Int, _ method: OperationDescriptor.Method = .get) -> OperationDescriptor {
        routes[method == .post ? 1 : 0][number]
    }

    private static let routes = [OperationDescriptor.Method.get, .post].map { method in
        (0..<10).map { OperationDescriptor(id: "\(method)\($0)", method: method, path: "/\($0)") }
    }

    /// A response that comes after a tenth of a second.
    private static func refused(_ after: String? = nil) -> ScriptedResponse {
        let fields: HTTPFields = after.map { [.retryAfter: $0] } ?? [:]
        return .status(429, fields: fields).after(.milliseconds(100))
    }
    private static let accepted = ScriptedResponse.status(200).after(.milliseconds(100))

    /// All stop at one refusal, one tries, and the others keep to what went through before: one in 10.1 s.
    @Test func gateAndGuess() async {
        let timeline = Timeline { (1...3).contains($0.number) ? Self.refused("10") : Self.accepted }
        let core = timeline.core([])
        timeline.calls(["a", "b", "c", "d"], of: Self.route(0), on: core)
        await timeline.run()
        #expect(timeline.sends == "0s a b c d | 10.1s b | 20.3s c | 30.5s d")
        #expect(core.limits.snapshot().map(\.basis) == [.guessed])
        #expect(core.limits.snapshot().map(\.capacity) == [1])
        #expect(core.limits.snapshot().map(\.limit.hold) == [.milliseconds(10_100)])
    }

    /// Where the server tells no time, the bucket's own backoff holds for all: 50 ms at the least.
    @Test func refusalWithoutTime() async {
        let timeline = Timeline { $0.number < 3 ? Self.refused() : Self.accepted }
        let core = timeline.core([])
        timeline.calls(["a", "b"], of: Self.route(0), on: core)
        await timeline.run()
        // Nothing went through before, so there is nothing to learn; two at a time go on.
        #expect(timeline.sends == "0s a b | 0.15s a | 0.3s b | 0.4s a")
        #expect(core.limits.snapshot().isEmpty)
    }

    /// An operation that is spent for a quarter of an hour does not delay another; its own calls fail at once, with the
    /// time, since nobody waits for so long unless he says so.
    @Test func spentBesideFree() async {
        let timeline = Timeline { $0.request.path?.hasSuffix("/0") == true ? Self.refused("900") : Self.accepted }
        let core = timeline.core([])
        timeline.calls(["spent"], of: Self.route(0), on: core)
        timeline.calls(["free"], of: Self.route(1), on: core, at: .seconds(1))
        timeline.calls(["late"], of: Self.route(0), on: core, at: .seconds(2))
        timeline.calls(
            ["patient"], of: Self.route(0), on: core, at: .seconds(3),
            CallOptions(retry: RetryOptions(refusals: 0, maximumWait: .seconds(1000))))
        await timeline.run()
        #expect(
            timeline.diagram == "0s spent | 0.1s spent:429 spent!refused | 1s free | 1.1s free:200 free. "
                + "| 2s late!exhausted | 600.1s patient | 600.2s patient:429 patient!refused")
    }

    /// A second operation that is refused while a first is shut: they are one quota, and nothing is sent until the
    /// origin's gate opens, whatever the operation. From then on the two share what they learned.
    @Test func oneQuotaOverRoutes() async {
        let timeline = Timeline { (2...3).contains($0.number) ? Self.refused("10") : Self.accepted }
        let core = timeline.core([])
        for number in 0..<4 { timeline.calls(["\(number)"], of: Self.route(number % 2), on: core) }
        timeline.calls(["other"], of: Self.route(2), on: core, at: .seconds(1))
        timeline.calls(["x", "y"], of: Self.route(0), on: core, at: .seconds(20))
        timeline.calls(["z"], of: Self.route(1), on: core, at: .seconds(20))
        await timeline.run()
        #expect(timeline.sends == "0s 0 1 2 3 | 10.1s 2 | 10.2s 3 other | 20.3s x | 20.4s y | 30.5s z")
        let buckets = core.limits.snapshot()
        #expect(buckets.map(\.basis) == [.guessed])
        #expect(buckets.map(\.name) == ["Library/origin:"])
    }

    /// Two operations that are spent one after the other, the first of them open again, have nothing to do with each
    /// other.
    @Test func refusalsApart() async {
        let timeline = Timeline { [0, 2].contains($0.number) ? Self.refused("10") : Self.accepted }
        let core = timeline.core([])
        timeline.calls(["a"], of: Self.route(0), on: core)
        timeline.calls(["b"], of: Self.route(1), on: core, at: .seconds(20))
        timeline.calls(["c"], of: Self.route(0), on: core, at: .seconds(21))
        await timeline.run()
        #expect(timeline.sends == "0s a | 10.1s a | 20s b | 21s c | 30.1s b")
    }

    /// A refusal that says that it is everybody's stops all operations, and binds none to another.
    @Test func globalScope() async throws {
        let scope = try #require(HTTPField.Name("X-RateLimit-Scope"))
        let timeline = Timeline {
            $0.number == 0 ? .status(429, fields: [.retryAfter: "5", scope: "global"]) : Self.accepted
        }
        let core = timeline.core([])
        timeline.calls(["a"], of: Self.route(0), on: core)
        timeline.calls(["b"], of: Self.route(1), on: core, at: .seconds(1))
        await timeline.run()
        #expect(timeline.sends == "0s a | 5s a b")
    }

    /// Statuses that say "too much" only together with a time, and whose requests may have been processed.
    @Test(arguments: [403, 420, 503])
    func otherStatuses(status: Int) async {
        let told = ScriptedResponse.status(status, fields: [.retryAfter: "4"])
        for (method, sends) in [(OperationDescriptor.Method.get, "0s a | 4s a"), (.post, "0s a")] {
            let timeline = Timeline { $0.number == 0 ? told : .status(200) }
            timeline.calls(["a"], of: Self.route(0, method), on: timeline.core([]))
            await timeline.run()
            #expect(timeline.sends == sends)
        }
        let untold = Timeline { $0.number == 0 ? .status(status) : .status(200) }
        let core = untold.core([]) { $0.retry = RetryOptions(statuses: []) }
        untold.calls(["a"], of: Self.route(0), on: core)
        await untold.run()
        #expect(untold.sends == "0s a")
        #expect(core.limits.snapshot().isEmpty)
    }

    /// A 429 was not processed, so a POST is sent again, unless document or client say otherwise.
    @Test func repetitionOfPosts() async {
        let declared = OperationDescriptor(id: "pay", method: .post, path: "/pay", idempotency: .declared(false))
        let cases: [(OperationDescriptor, LimitSettings.UndeclaredRefusals, String)] = [
            (Self.route(0, .post), .repeated, "0s a | 2s a"), (Self.route(0, .post), .methodDecides, "0s a"),
            (Self.route(0), .methodDecides, "0s a | 2s a"), (declared, .repeated, "0s a"),
        ]
        for (operation, refusals, sends) in cases {
            let timeline = Timeline { $0.number == 0 ? .status(429, fields: [.retryAfter: "2"]) : .status(200) }
            let core = timeline.core([]) { $0.limits.undeclaredRefusals = refusals }
            timeline.calls(["a"], of: operation, on: core)
            await timeline.run()
            #expect(timeline.sends == sends)
        }
    }

    /// However often a call is the one that tries, it goes on until the longest wait is over; a number of refusals
    /// that its caller gives ends it before.
    @Test func endOfACall() async {
        let timeline = Timeline { _ in .status(429, fields: [.retryAfter: "100"]) }
        let core = timeline.core([])
        timeline.calls(["a"], of: Self.route(0), on: core)
        timeline.calls(["b"], of: Self.route(1), on: core, CallOptions(retry: RetryOptions(refusals: 1)))
        timeline.calls(["c"], of: Self.route(0), on: core, CallOptions(timeout: .seconds(250)))
        await timeline.run(until: .seconds(2000))
        #expect(timeline.diagram.contains("700s a a:429 a!refused"))
        #expect(timeline.requests.count < 15)
    }

    /// Declared operations are not observed, nor are clients that are told not to.
    @Test func declaredAndOff() async {
        let timeline = Timeline { $0.number == 0 ? .status(429) : .status(200) }
        let core = timeline.core([.perMinute]) { $0.limits.undeclared = .off }
        timeline.calls(["a"], of: Self.route(0), on: core)
        timeline.calls(["b"], of: Self.route(0), on: core, at: .milliseconds(100))
        await timeline.run()
        #expect(timeline.sends == "0s a | 0.1s b | 0.5s a")
        let declared = Timeline { _ in .status(200) }
        let other = declared.core([.perMinute])
        declared.calls(["a"], of: .list, on: other)
        await declared.run()
        #expect(other.limits.snapshot().map(\.basis) == [.declared])
    }

    /// A policy that says no more than that the server refuses changes nothing of that, but where its quota is told.
    @Test func policyWithoutNumbers() async throws {
        let left = try #require(HTTPField.Name("Left"))
        let policy = RateLimitPolicy(
            name: "refused", numbers: .undisclosed, per: ["operation"],
            fields: .named(
                limit: .header("Most"), remaining: .header("Left"), reset: .init(.header("Again"), .delta)))
        let operation = OperationDescriptor(
            id: "add", method: .post, path: "/", limits: [AppliedLimit(policy, cost: 1)])
        let again = try #require(HTTPField.Name("Again"))
        let timeline = Timeline { sent in
            switch sent.number {
            case 0: .status(429, fields: [.retryAfter: "5"])
            case 1: .status(200, fields: [left: "0", again: "60"])
            default: .status(200)
            }
        }
        let core = timeline.core([policy])
        timeline.calls(["a"], of: operation, on: core)
        timeline.calls(["b"], of: operation, on: core, at: .seconds(10))
        await timeline.run()
        #expect(timeline.sends == "0s a | 5s a | 65s b")
    }

    /// Two clients with one credential share what they learn; another credential has buckets of its own.
    @Test func clientsAndCredentials() async {
        let timeline = Timeline { $0.number == 0 ? .status(429, fields: [.retryAfter: "9"]) : .status(200) }
        func credential() -> CredentialSet { CredentialSet(scheme: "key", placement: .header("key")) { "secret" } }
        let operation = OperationDescriptor(id: "get", method: .get, path: "/", security: [["key"]])
        let shared = credential()
        let (first, second) = (timeline.core([], credentials: shared), timeline.core([], credentials: shared))
        let other = timeline.core([], credentials: credential())
        timeline.calls(["a"], of: operation, on: first)
        timeline.calls(["b"], of: operation, on: second, at: .seconds(1))
        timeline.calls(["c"], of: operation, on: other, at: .seconds(1))
        await timeline.run()
        #expect(timeline.sends == "0s a | 1s c | 9s a b")
    }

    /// A call to another server does not wait for this one's.
    @Test func origins() async {
        let timeline = Timeline { $0.number == 0 ? .status(429, fields: [.retryAfter: "9"]) : .status(200) }
        let core = timeline.core([])
        timeline.calls(["a"], of: Self.route(0), on: core)
        timeline.calls(
            ["b"], of: Self.route(0), on: core, at: .seconds(1), CallOptions(server: "https://other.example"))
        timeline.calls(["c"], of: Self.route(0), on: core, at: .seconds(1))
        await timeline.run()
        #expect(timeline.sends == "0s a | 1s b | 9s a c")
    }
}

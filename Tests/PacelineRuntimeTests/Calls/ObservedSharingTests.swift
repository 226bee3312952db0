import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Testing

/// What clients of one limiter see of each other's limits that nobody declared.
@Suite(.timeLimit(.minutes(1))) struct ObservedSharingTests {
    private static let operation = OperationDescriptor(id: "get", method: .get, path: "/", security: [["key"]])

    private static func credential(_ text: String) -> CredentialSet {
        CredentialSet(scheme: "key", placement: .header("key")) { text }
    }

    private static func response(_ pairs: [(String, String)], status: Int = 200) -> ScriptedResponse {
        .status(status, fields: HTTPFields(pairs))
    }

    /// Another credential's buckets are neither shown nor exported nor forgotten, unless the server says by a partition
    /// of its own that they are the same; and no credential is shown.
    @Test func credentialsApart() async {
        let timeline = Timeline { _ in Self.response([("RateLimit-Policy", "\"core\";q=3;w=10")]) }
        let first = timeline.core([], credentials: Self.credential("secret-1"))
        let second = timeline.core([], credentials: Self.credential("secret-2"))
        timeline.calls(["a"], of: Self.operation, on: first)
        await timeline.run()
        timeline.calls(["b"], of: Self.operation, on: second)
        await timeline.run()
        #expect(first.limits.snapshot().count == 1)
        #expect(second.limits.snapshot().count == 1)
        #expect(first.limits.snapshot()[0].key != second.limits.snapshot()[0].key)
        second.limits.reopen()
        #expect(first.limits.snapshot().map(\.basis) == [.learned])
        #expect(second.limits.export() == "")
        #expect(!"\(timeline.limiter.snapshot())\(first.limits.export())".contains("secret"))
    }

    @Test func partitionsOfTheServer() async {
        let timeline = Timeline { _ in Self.response([("RateLimit-Policy", "\"core\";q=3;w=10;pk=\"acme\"")]) }
        let first = timeline.core([], credentials: Self.credential("1"))
        let second = timeline.core([], credentials: Self.credential("2"))
        timeline.calls(["a"], of: Self.operation, on: first)
        timeline.calls(["b"], of: Self.operation, on: second, at: .seconds(1))
        await timeline.run()
        #expect(first.limits.snapshot() == second.limits.snapshot())
        #expect(first.limits.snapshot().map(\.held) == [2])
    }

    /// What no operation draws on any more is exported as nothing, and not as a limit of all.
    @Test func exportWithoutOperations() async {
        let timeline = Timeline { sent in
            Self.response([
                ("X-RateLimit-Bucket", sent.number == 0 ? "old" : "null"), ("X-RateLimit-Limit", "5"),
                ("X-RateLimit-Remaining", "4"), ("X-RateLimit-Reset", "60"),
            ])
        }
        let core = timeline.core([])
        timeline.calls(["a"], of: ObservedCallTests.route(0), on: core)
        timeline.calls(["b"], of: ObservedCallTests.route(0), on: core, at: .seconds(1))
        await timeline.run()
        #expect(core.limits.export().contains("    limit-null:\n"))
        #expect(!core.limits.export().contains("old"))
    }

    /// A URL that is none may hold a password; nothing is counted for it.
    @Test func serversThatAreNone() async {
        let timeline = Timeline()
        let core = timeline.core([])
        timeline.calls(
            ["a"], of: ObservedCallTests.route(0), on: core, at: .zero,
            CallOptions(server: "https://user:secret@host.example"))
        await timeline.run()
        #expect(timeline.diagram == "0s a!invalidRequest")
        #expect(!"\(timeline.limiter.snapshot())".contains("secret"))
    }

    /// A refusal is one by its head, though its body never comes to its end.
    @Test func refusalWithoutItsBody() async {
        let timeline = Timeline { sent in
            sent.number == 0 ? .status(429, "no", fields: [.retryAfter: "30"]).thenFails() : .status(200)
        }
        let core = timeline.core([]) { $0.retry = .never }
        timeline.calls(["a"], of: ObservedCallTests.route(0), on: core)
        timeline.calls(["b"], of: ObservedCallTests.route(0), on: core, at: .seconds(1))
        await timeline.run()
        #expect(timeline.sends == "0s a | 30s b")
    }

    /// A cached refusal refuses, and tells nothing of the present quota.
    @Test func cachedRefusal() async {
        let timeline = Timeline { sent in
            sent.number == 0
                ? Self.response(
                    [("Age", "3"), ("Retry-After", "5"), ("RateLimit-Policy", "\"core\";q=1;w=3600")], status: 429)
                : .status(200)
        }
        let core = timeline.core([])
        timeline.calls(["a", "b"], of: ObservedCallTests.route(0), on: core)
        await timeline.run()
        #expect(core.limits.snapshot().allSatisfy { $0.basis != .learned })
    }
}

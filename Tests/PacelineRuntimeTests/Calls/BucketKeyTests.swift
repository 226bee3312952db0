import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Testing

/// What a server counts apart, the client counts apart.
@Suite(.timeLimit(.minutes(1))) struct BucketKeyTests {
    private static func policy(_ per: RateLimitPartition...) -> RateLimitPolicy {
        RateLimitPolicy(name: "p", numbers: .quota(1, per: .seconds(60)), per: per)
    }

    private static func operation(
        _ id: String, _ policy: RateLimitPolicy, _ method: OperationDescriptor.Method = .get, group: String? = nil,
        path: String = "/channels/{channel}"
    ) -> OperationDescriptor {
        OperationDescriptor(id: id, group: group, method: method, path: path, limits: [AppliedLimit(policy)])
    }

    private static func request(
        _ operation: OperationDescriptor, channel: String = "1", query: String? = nil, field: String? = nil
    ) -> RequestBuilder {
        var builder = RequestBuilder(operation, .default)
        builder.path("channel", channel)
        builder.query("bot", query)
        builder.header("X-Shop", field)
        return builder
    }

    /// The keys of the buckets that the requests draw on.
    private static func keys(_ policy: RateLimitPolicy, _ requests: [RequestBuilder]) async throws -> [String] {
        let fixture = CallFixture(policies: [policy])
        for request in requests { _ = try await fixture.core.text(request) }
        #expect(fixture.sentAt.allSatisfy { $0 == 0 })
        return fixture.core.limits.snapshot().map(\.key)
    }

    @Test(
        arguments: [
            (.operation, ["a", "b"]), (.path, ["/channels/{channel}", "/other/{channel}"]), (.method, ["GET", "POST"]),
            (.tag, ["A", ""]), (.request(.path("channel"), word: "room"), ["1", "2%2F3"]),
            (.request(.query("bot"), word: "robot"), ["x%26y", ""]),
        ] as [(RateLimitPartition, [String])])
    func parts(part: RateLimitPartition, keys: [String]) async throws {
        let policy = Self.policy(part)
        let first = Self.operation("a", policy, group: "A")
        let second = Self.operation("b", policy, .post, path: "/other/{channel}")
        let requests = [Self.request(first, query: "x&y"), Self.request(second, channel: "2/3")]
        #expect(try await Self.keys(policy, requests) == keys)
    }

    @Test(
        arguments: [([], [""]), (["account"], ["acme"]), (["user"], [""]), (["account", "user"], ["acme\u{1F}"])]
            as [([RateLimitPartition], [String])])
    func clientWords(per: [RateLimitPartition], keys: [String]) async throws {
        let policy = RateLimitPolicy(name: "p", numbers: .quota(1, per: .seconds(60)), per: per)
        #expect(try await Self.keys(policy, [Self.request(Self.operation("a", policy))]) == keys)
    }

    @Test func server() {
        let policy = Self.policy(.server)
        for (url, key) in [
            ("https://A.example/v1/", "https://a.example/v1"), ("HTTP://a.example", "http://a.example"), ("?", "?"),
        ] {
            #expect(LimitTemplate(policy, api: "L", principals: [:], server: ServerAddress(url)).key() == key)
        }
        let template = LimitTemplate(
            policy, api: "L", principals: [:], server: "https://a.example/v1", usesOperationServers: true)
        #expect(!template.isConstant)
        let own = OperationDescriptor(id: "o", method: .get, path: "/", server: "https://B.example")
        #expect([own, .list].map { template.key($0) } == ["https://b.example", "https://a.example/v1"])
    }

    /// A header field may hold a secret, and keys are shown.
    @Test func fieldsAreToldApartButNotKept() async throws {
        let policy = Self.policy("account", .request(.header("X-Shop"), word: "shop"))
        let operation = Self.operation("a", policy)
        let keys = try await Self.keys(
            policy,
            ["s3cr3t", "other", nil].map { Self.request(operation, field: $0) })
        #expect(Set(keys).count == 3)
        #expect(keys.last == "acme\u{1F}")
        #expect(keys.allSatisfy { $0.hasPrefix("acme\u{1F}") && !$0.contains("s3cr3t") && !$0.contains("other") })
        let fixture = CallFixture(policies: [policy])
        _ = try await fixture.core.text(Self.request(operation, field: "s3cr3t"))
        _ = try await fixture.result { () throws(CallError) in
            try await fixture.core.text(Self.request(operation, field: "s3cr3t"))
        }.get()
        #expect(fixture.sentAt == [0, 60], "the same value is the same bucket")
    }

    /// Keys that stand in requests come and go: a million of them must not stay.
    @Test func requestKeysAreGivenUp() async throws {
        let policy = Self.policy(.request(.path("channel"), word: "channel"))
        let fixture = CallFixture(policies: [policy])
        let operation = Self.operation("a", policy)
        for channel in 0..<50 { _ = try await fixture.core.text(Self.request(operation, channel: "\(channel)")) }
        #expect(fixture.limiter.snapshot().count == 50)
        fixture.time.advance(by: .seconds(60))
        for channel in 50..<53 { _ = try await fixture.core.text(Self.request(operation, channel: "\(channel)")) }
        #expect(fixture.limiter.snapshot().count < 50)
    }

    /// A client that is gone gives up its buckets, but not what is held in them.
    @Test func clientsAreGivenUp() async throws {
        let fixture = CallFixture()
        for number in 0..<20 {
            try await fixture.core.with(principals: ["account": "\(number)"]).send(RequestBuilder(.list, .default))
        }
        #expect(fixture.limiter.snapshot().filter { $0.held == 1 }.count == 20)
    }

    private static func secured(_ id: String, _ policy: RateLimitPolicy, _ security: [[String]]) -> OperationDescriptor
    {
        OperationDescriptor(
            id: id, method: .get, path: "/", limits: [AppliedLimit(policy)], security: security)
    }

    /// A policy counts the requests whose credentials it names; the empty set stands for those without any.
    @Test(
        arguments: [
            (nil, [["key"]], true), ([["key"]], [["key"]], true), ([["key"]], [["token"], ["key"]], true),
            ([["token"]], [["token"], ["key"]], false), ([["token"], ["key"]], [["key"]], true),
            ([[]], [["key"]], false),
            ([[]], [], true), ([["key"]], [], false), ([[], ["key"]], [], true), ([[]], [[], ["key"]], true),
            ([["key", "id"]], [["key"]], false), ([["key"]], [["key", "id"]], true),
        ] as [([[String]]?, [[String]], Bool)])
    func authentication(counted: [[String]]?, security: [[String]], isCounted: Bool) async throws {
        var policy = Self.policy()
        policy.authentication = counted
        let credentials = CredentialSet(scheme: "key", placement: .header("K")) { "k" }
            .merging(CredentialSet(scheme: "id", placement: .header("I")) { "i" })
        let fixture = CallFixture(policies: [policy], credentials: credentials)
        _ = try await fixture.call(Self.secured("s", policy, security))
        #expect(fixture.bucket.held == (isCounted ? 1 : 0))
    }
}

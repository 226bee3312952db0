import HTTPTypes
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Synchronization
import Testing

/// Where credentials go, and where they do not.
@Suite(.timeLimit(.minutes(1))) struct CredentialTests {
    private static let secret = "s3cr3t-T0k3n"

    private static func operation(_ security: [[String]], _ method: OperationDescriptor.Method = .get)
        -> OperationDescriptor
    {
        OperationDescriptor(
            id: "secret", method: method, path: "/secret", limits: [AppliedLimit(.perMinute)], security: security)
    }

    private static func set(
        _ placement: CredentialSet.Placement, scheme: String = "key", _ value: String = secret
    ) -> CredentialSet {
        CredentialSet(scheme: scheme, placement: placement) { value }
    }

    @Test func places() async throws {
        let credentials = Self.set(.header("X-Key"), scheme: "a", "1").merging(
            Self.set(.query("k y"), scheme: "b", "2&3")
        )
        .merging(Self.set(.cookie("sid"), scheme: "c", "4")).merging(Self.set(.cookie("tid"), scheme: "d", "5"))
        .merging(Self.set(.authorization(scheme: "Bearer"), scheme: "e", "6"))
        let fixture = CallFixture(credentials: credentials)
        _ = try await fixture.call(Self.operation([["a", "b", "c", "d", "e"]]))
        let request = try #require(fixture.transport.sent.first?.request)
        #expect(request.path == "/v1/secret?k%20y=2%263")
        #expect(request.headerFields[HTTPField.Name("X-Key")!] == "1")
        #expect(request.headerFields[.cookie] == "sid=4; tid=5")
        #expect(request.headerFields[.authorization] == "Bearer 6")
    }

    /// A credential never says more than itself, wherever it stands.
    @Test(arguments: [
        "a; admin=1", "a;b", "a, b", "a b", "a\"b", "a\\b", "a\r\nX: 1", "a\n", "a\0", "é", " a", "a\u{7F}",
    ])
    func noCredentialSaysMore(value: String) async throws {
        let fixture = CallFixture(credentials: Self.set(.cookie("sid"), value))
        let error = try await fixture.failure(Self.operation([["key"]]))
        #expect(error.code == .credentials)
        #expect(error.message == "the credential for key cannot stand in a cookie")
        #expect(fixture.transport.sent.isEmpty)
        let query = CallFixture(credentials: Self.set(.query("key"), value))
        _ = try await query.call(Self.operation([["key"]]))
        let sent = try #require(query.transport.sent.first?.request.path)
        #expect(sent.hasPrefix("/v1/secret?key=") && !sent.dropFirst(15).contains { "&=#? \"\r\n".contains($0) })
        guard value.contains(where: \.isNewline) || value.contains("\0") else { return }
        for placement in [CredentialSet.Placement.header("X-Key"), .authorization(scheme: "Bearer")] {
            let fixture = CallFixture(credentials: Self.set(placement, value))
            #expect(try await fixture.failure(Self.operation([["key"]])).code == .credentials)
            #expect(fixture.transport.sent.isEmpty)
        }
    }

    @Test(arguments: ["abc", "a=b==", "\"quoted\"", "a%3Bb", "a!#$&'()*+-./:<>?@[]^_`{|}~z", ""])
    func cookiesOfEveryForm(value: String) async throws {
        let fixture = CallFixture(credentials: Self.set(.cookie("sid"), value))
        _ = try await fixture.call(Self.operation([["key"]]))
        #expect(fixture.transport.sent.first?.request.headerFields[.cookie] == "sid=\(value)")
    }

    @Test func queryIsJoined() async throws {
        let fixture = CallFixture(credentials: Self.set(.query("key")))
        var builder = RequestBuilder(Self.operation([["key"]]), .default)
        builder.query("page", 2)
        _ = try await fixture.core.text(builder)
        #expect(fixture.transport.sent.first?.request.path == "/v1/secret?page=2&key=\(Self.secret)")
    }

    /// The first alternative that the client can meet is taken; an empty one needs nothing.
    @Test(
        arguments: [
            ([["key"]], "key"), ([["other"], ["key"]], "key"), ([["key", "other"], ["key"]], "key"),
            ([[], ["key"]], nil),
            ([["other"], []], nil), ([], nil),
        ] as [([[String]], String?)])
    func alternatives(security: [[String]], used: String?) async throws {
        let fixture = CallFixture(credentials: Self.set(.header("Key")))
        _ = try await fixture.call(Self.operation(security))
        let sent = fixture.transport.sent.first?.request.headerFields[HTTPField.Name("Key")!]
        #expect(sent == (used == nil ? nil : Self.secret))
    }

    @Test func missing() async throws {
        let fixture = CallFixture(credentials: Self.set(.header("Key")))
        let error = try await fixture.failure(Self.operation([["other"], ["key", "third"]]))
        #expect(error.code == .credentials)
        #expect(error.message.contains("other, or key and third"))
        #expect(fixture.sentAt.isEmpty)
    }

    @Test func laterSetsComeFirst() async throws {
        let fixture = CallFixture(credentials: Self.set(.header("Key"), "old").merging(Self.set(.header("Key"), "new")))
        _ = try await fixture.call(Self.operation([["key"]]))
        #expect(fixture.transport.sent.first?.request.headerFields[HTTPField.Name("Key")!] == "new")
    }

    /// A token that expired while the call waited is replaced: the provider is asked before every attempt.
    @Test func askedForEveryAttempt() async throws {
        let count = CountingProvider()
        let credentials = CredentialSet(scheme: "key", placement: .header("Key")) { count.next() }
        let fixture = CallFixture(
            .status(429, fields: [.retryAfter: "1"]), .status(503), .status(200), credentials: credentials)
        _ = try await fixture.result(Self.operation([["key"]])).get()
        #expect(fixture.transport.sent.map { $0.request.headerFields[HTTPField.Name("Key")!] } == ["1", "2", "3"])
    }

    /// CR, LF and NUL would end the field and begin another.
    @Test(arguments: ["a\r\nX-Evil: 1", "a\nb", "a\rb", "a\0b"])
    func injection(value: String) async throws {
        for placement in [.header("Key"), .cookie("c"), .authorization(scheme: "B")] as [CredentialSet.Placement] {
            let fixture = CallFixture(credentials: Self.set(placement, value))
            let error = try await fixture.failure(Self.operation([["key"]]))
            #expect(error.code == .credentials)
            #expect(!"\(error)".contains(value))
            #expect(fixture.sentAt.isEmpty)
            #expect(fixture.bucket.held == 0)
        }
    }
}

/// Returns 1, 2, 3 …
private final class CountingProvider: Sendable {
    private let count = Atomic(0)

    func next() -> String { "\(count.add(1, ordering: .relaxed).newValue)" }
}

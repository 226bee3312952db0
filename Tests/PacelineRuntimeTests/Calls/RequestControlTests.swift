import HTTPTypes
import Logging
import PacelineLimiter
@testable import PacelineRuntime
import PacelineTesting
import Synchronization
import Testing

/// What a caller says of one call, and a client of all of them.
@Suite(.timeLimit(.minutes(1))) struct RequestControlTests {
    private static let trace = HTTPField.Name("X-Trace")!
    private static let version = HTTPField.Name("X-Version")!
    private static let key = HTTPField.Name("Idempotency-Key")!

    private func sent(_ fixture: CallFixture, _ request: RequestBuilder) async throws -> HTTPRequest {
        _ = try await fixture.core.text(request)
        return try #require(fixture.transport.sent.last).request
    }

    /// A field of the caller's goes before the parameter's, and that before the credential; other fields stay.
    @Test func headers() async throws {
        let asked = Mutex(0)
        let credentials = CredentialSet(scheme: "key", placement: .header("X-Version")) {
            asked.withLock { $0 += 1 }
            return "credential"
        }
        let operation = OperationDescriptor(id: "o", method: .get, path: "/", security: [["key"]])
        let fixture = CallFixture(credentials: credentials)
        #expect(try await sent(fixture, RequestBuilder(operation, .default)).headerFields[Self.version] == "credential")
        var typed = RequestBuilder(operation, .default)
        typed.header("X-Version", "typed")
        #expect(try await sent(fixture, typed).headerFields[Self.version] == "typed")
        var options = CallOptions(headers: [Self.version: "own", Self.trace: "1"])
        options.headers.append(HTTPField(name: Self.trace, value: "2"))
        var own = RequestBuilder(operation, options)
        own.header("X-Version", "typed")
        own.header("X-Other", "stays")
        let fields = try await sent(fixture, own).headerFields
        #expect(fields[values: Self.version] == ["own"])
        #expect(fields[values: Self.trace] == ["1", "2"])
        #expect(fields[HTTPField.Name("X-Other")!] == "stays")
        // Where another value stands, the credential is not asked for.
        #expect(asked.withLock { $0 } == 1)
    }

    @Test func authorization() async throws {
        let credentials = CredentialSet(scheme: "key", placement: .authorization(scheme: "Bearer")) { "credential" }
        let operation = OperationDescriptor(id: "o", method: .get, path: "/", security: [["key"]])
        let options = CallOptions(headers: [.authorization: "Bearer own"])
        let fixture = CallFixture(credentials: credentials)
        let fields = try await sent(fixture, RequestBuilder(operation, options)).headerFields
        #expect(fields[values: .authorization] == ["Bearer own"])
    }

    /// Names of the caller's stand for those of parameters and of a credential; a template's own query stays.
    @Test func query() async throws {
        let credentials = CredentialSet(scheme: "key", placement: .query("token")) { "secret" }
        let operation = OperationDescriptor(id: "o", method: .get, path: "/a?fixed=1", security: [["key"]])
        let options = CallOptions(query: ["page": "2", "q": "a b&c", "q": "d", "token": "own"])
        var request = RequestBuilder(operation, options)
        request.query("page", 1)
        request.query("limit", 5)
        let path = try await sent(CallFixture(credentials: credentials), request).path
        #expect(path == "/v1/a?fixed=1&limit=5&page=2&q=a%20b%26c&q=d&token=own")
    }

    /// A bucket whose key a parameter gives is that of the value that is sent.
    @Test func bucketsFollowWhatIsSent() async throws {
        let policy = RateLimitPolicy(
            name: "tenant", numbers: .quota(1, per: .seconds(60)), per: [.request(.header("X-Version"), word: "tenant")]
        )
        let fixture = CallFixture(policies: [policy])
        for value in ["a", "b"] {
            var request = RequestBuilder(.limited(policy), CallOptions(headers: [Self.version: value]))
            request.header("X-Version", "typed")
            _ = try await fixture.core.text(request)
        }
        #expect(fixture.sentAt == [0, 0])
    }

    @Test(
        arguments: [
            (UserAgent.default, "Library/1.2 paceline/\(PacelineVersion.current) (Swift "), ("Shop/2", "Shop/2"),
            (.none, nil), ("a\nb", nil),
        ] as [(UserAgent, String?)])
    func userAgent(agent: UserAgent, expected: String?) async throws {
        let fixture = CallFixture { $0.userAgent = agent }
        let sent = try await sent(fixture, RequestBuilder(.list, .default)).headerFields[.userAgent]
        #expect(expected == nil ? sent == nil : sent?.hasPrefix(expected ?? "") == true, "\(sent ?? "none")")
        let own = RequestBuilder(.unlimited(.get), CallOptions(headers: [.userAgent: "own"]))
        #expect(try await self.sent(fixture, own).headerFields[.userAgent] == "own")
    }

    /// A key that the caller gives is that of every request, and lets a POST be repeated.
    @Test func idempotencyKey() async throws {
        let fixture = CallFixture(.fails(.maybeSent), .status(200, "done"))
        let options = CallOptions(idempotencyKey: "mine")
        let result = await fixture.result(.unlimited(.post), options)
        #expect(try result.get() == "done")
        #expect(fixture.transport.sent.map { $0.request.headerFields[Self.key] } == ["mine", "mine"])
    }

    @Test func idempotencyKeyOfTheOperation() async throws {
        let operation = OperationDescriptor(
            id: "o", method: .post, path: "/", idempotency: .key(header: "X-Trace"))
        let fixture = CallFixture()
        let options = CallOptions(idempotencyKey: "mine")
        let fields = try await sent(fixture, RequestBuilder(operation, options)).headerFields
        #expect(fields[Self.trace] == "mine" && fields[Self.key] == nil)
    }

    /// Every unsafe call has a key of its own, the same for its repetitions; safe ones have none.
    @Test func everyUnsafeCall() async throws {
        let fixture = CallFixture(.fails(.maybeSent), .status(200, "done")) {
            $0.idempotencyKeys = .everyUnsafeCall(header: "X-Trace")
            $0.random = { Double.random(in: 0..<1) }
        }
        for method in [OperationDescriptor.Method.post, .patch, .get] {
            #expect(try await fixture.result(.unlimited(method)).get() == "done")
        }
        let keys = fixture.transport.sent.map { $0.request.headerFields[Self.trace] }
        #expect(keys.count == 4)
        #expect(keys[0] != nil && keys[0] == keys[1] && keys[2] != nil && keys[2] != keys[0] && keys[3] == nil)
        // Without it a POST that may have arrived is not repeated.
        let plain = CallFixture(.fails(.maybeSent), .status(200, "done"))
        #expect(try await plain.failure(.unlimited(.post)).code == .transport)
    }

    @Test func requestID() async throws {
        let fields: HTTPFields = [HTTPField.Name("Request-Id")!: "r-1", HTTPField.Name("X-Own")!: "o-1"]
        let fixture = CallFixture(.status(404, fields: fields))
        let error = try await fixture.failure()
        #expect(error.response?.requestID == "r-1")
        #expect("\(error)".contains("request id r-1"))
        let own = CallFixture(.status(404, fields: fields)) { $0.requestIDFields = ["X-None", "X-Own"] }
        #expect(try await own.failure().response?.requestID == "o-1")
        let none = CallFixture(.status(404, fields: fields)) { $0.requestIDFields = [] }
        #expect(try await !"\(none.failure())".contains("request id"))
    }

    /// Each request and response is logged, and no value that may be a secret.
    @Test func logging() async throws {
        let lines = LogLines()
        let credentials = CredentialSet(scheme: "key", placement: .header("X-Version")) { "hidden-1" }
        let operation = OperationDescriptor(id: "o", method: .get, path: "/a", security: [["key"]])
        let response = ScriptedResponse.status(200, "{}", fields: [.setCookie: "hidden-2", .retryAfter: "3"])
        let fixture = CallFixture(response, credentials: credentials) {
            $0.middleware = [.logging(lines.logger, showing: ["Page", "X-Trace"])]
        }
        let options = CallOptions(headers: [Self.trace: "shown"], query: ["page": "7", "token": "hidden-3"])
        _ = try await sent(fixture, RequestBuilder(operation, options))
        let text = lines.text
        #expect(text.split(separator: "\n").count == 2)
        #expect(!text.contains("hidden"))
        let parts = [
            "X-Trace: shown", "page=7", "token=[redacted]", "GET https://library.example/v1/a", "Retry-After: 3",
        ]
        for part in parts {
            #expect(text.contains(part), "\(part) in \(text)")
        }
    }
}

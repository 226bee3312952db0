import HTTPTypes
import PacelineLimiter
import PacelineRuntime
import Testing

/// Responses that ask for a credential arrive like all others, once, whatever scheme they name (RFC 9110, section 11).
@Suite(.timeLimit(.minutes(3))) struct ChallengeTests {
    private static let challenges = [
        "WWW-Authenticate: Basic realm=\"things\"",
        "WWW-Authenticate: basic realm=\"a\\\"b\", charset=\"UTF-8\"",
        "WWW-Authenticate: Digest realm=\"things\", qop=\"auth\", nonce=\"abc\", opaque=\"def\"",
        "WWW-Authenticate: Bearer realm=\"things\", error=\"invalid_token\"",
        "WWW-Authenticate: NTLM", "WWW-Authenticate: Negotiate", "WWW-Authenticate: Hobnob x=1",
        "WWW-Authenticate: Bearer, Basic realm=\"things\"",
        "WWW-Authenticate: Bearer\r\nWWW-Authenticate: Basic realm=\"things\"",
        "WWW-Authenticate: Digest nonce=\"a\"\r\nWWW-Authenticate: NTLM",
        "WWW-Authenticate: Basic", "WWW-Authenticate: Basic realm=", "WWW-Authenticate: Basic realm=\"open",
        "WWW-Authenticate:", "WWW-Authenticate: ,,=", "X-None: 1", "Proxy-Authenticate: Basic realm=\"proxy\"",
    ]

    @Test(arguments: TransportKind.allCases, challenges)
    func arrives(kind: TransportKind, challenge: String) async throws {
        let large = String(repeating: "no ", count: 100_000)
        for status in ["401 Unauthorized", "407 Proxy Authentication Required", "403 Forbidden"] {
            for text in ["", "denied", large] {
                let server = SocketServer(answering: { _ in
                    "HTTP/1.1 \(status)\r\n\(challenge)\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)"
                })
                defer { server.stop() }
                for method in [HTTPRequest.Method.get, .post] {
                    var request = HTTPRequest.loopback(server.port, "/", method)
                    request.headerFields[.authorization] = "Basic dXNlcjpwYXNz"
                    let (head, body) = try await kind.make().send(
                        request, body: method == .post ? .bytes(Array("{}".utf8)) : .none)
                    #expect(String(head.status.code) == status.prefix(3))
                    #expect(try await body.collect(upTo: 1 << 20) == Array(text.utf8))
                }
                #expect(server.requests.map(\.method) == ["GET", "POST"])
                #expect(server.requests.allSatisfy { $0.values("Authorization") == ["Basic dXNlcjpwYXNz"] })
            }
        }
    }

    /// The call fails with what the server says, at once.
    @Test(arguments: TransportKind.allCases) func failsTheCall(kind: TransportKind) async throws {
        let server = SocketServer(answering: { _ in
            """
            HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="things"\r\nContent-Type: application/json\r\n\
            Content-Length: 15\r\n\r\n{"error": "no"}
            """
        })
        defer { server.stop() }
        let core = ClientCore(
            api: APIDescriptor(generatedFor: .paceline0_2, id: "Challenged", policies: []),
            server: "http://127.0.0.1:\(server.port)", credentials: CredentialSet(), transport: kind.make(),
            options: ClientOptions(limiter: .init()))
        let operation = OperationDescriptor(id: "list", method: .get, path: "/")
        let error = await #expect(throws: CallError.self) {
            try await core.send(RequestBuilder(operation, .default))
        }
        #expect(error?.code == .response)
        #expect(error?.response?.status == 401)
        #expect(error?.response?.body == Array(#"{"error": "no"}"#.utf8))
        #expect(server.requests.count == 1)
    }
}

import HTTPTypes
@testable import PacelineRuntime
import Testing

/// Which URLs a client can be pointed at, and how operations' paths are joined to them.
@Suite(.timeLimit(.minutes(1))) struct ServerAddressTests {
    @Test(arguments: [
        ("https://h", "https", "h", ""), ("http://h:8080", "http", "h:8080", ""), ("HTTPS://H/", "https", "H", ""),
        ("https://h/v1", "https", "h", "/v1"), ("https://h/v1//", "https", "h", "/v1"),
        ("https://h/a/b@c", "https", "h", "/a/b@c"), ("http://[::1]:80/x", "http", "[::1]:80", "/x"),
    ])
    func valid(url: String, scheme: String, authority: String, path: String) throws {
        let address = try #require(ServerAddress(url))
        #expect([address.scheme, address.authority, address.path] == [scheme, authority, path])
    }

    @Test(arguments: [
        "", "h", "//h", "ftp://h", "https:/h", "https://", "https:///v1", "https://h?a=b", "https://h/#x",
        "https://{host}", "https://h /v1", "https://h\r\nX: y", "https://user:secret@h/v1", "https://user@h",
    ])
    func invalid(url: String) async throws {
        #expect(ServerAddress(url) == nil)
        let fixture = CallFixture()
        let core = ClientCore(
            api: fixture.core.api, server: url, credentials: CredentialSet(), transport: fixture.transport,
            options: fixture.core.options)
        let error = try await #require(throws: CallError.self) {
            try await core.send(RequestBuilder(.unlimited(.get), .standard))
        }
        #expect(error.code == .invalidRequest)
        #expect(!"\(error)".contains("secret"))
        #expect(fixture.sentAt.isEmpty)
    }

    @Test(arguments: [
        ("https://h", "/books"), ("https://h/", "/books"), ("https://h/v1", "/v1/books"),
        ("https://h/v1/", "/v1/books"),
    ])
    func joined(server: String, path: String) throws {
        let operation = OperationDescriptor(id: "x", method: .put, path: "/books")
        let request = try RequestBuilder(operation, .standard).request(to: #require(ServerAddress(server)))
        #expect(request.path == path)
        #expect(request.authority == "h")
        #expect(request.scheme == "https")
        #expect(request.method == .put)
    }
}

import HTTPTypes
@testable import PacelineRuntime
import PacelineURLs
import Testing

/// Which URLs a client can be pointed at, what variables and relative URLs make of them, and how operations' paths are
/// joined to them.
@Suite(.timeLimit(.minutes(1))) struct ServerAddressTests {
    private func url(_ address: ServerAddress) -> String? { try? address.parts().text }

    @Test(arguments: [
        ("https://h", "https", "h", ""), ("http://h:8080", "http", "h:8080", ""), ("HTTPS://H/", "https", "H", ""),
        ("https://h/v1", "https", "h", "/v1"), ("https://h/v1//", "https", "h", "/v1"),
        ("https://h/a/b@c", "https", "h", "/a/b@c"), ("http://[::1]:80/x", "http", "[::1]:80", "/x"),
        ("https://a-b.c.example./", "https", "a-b.c.example.", ""),
        ("https://h/a b/%7E%", "https", "h", "/a%20b/%7E%25"),
        ("https://h/é\\", "https", "h", "/%C3%A9%5C"), ("https://127.0.0.1", "https", "127.0.0.1", ""),
    ])
    func valid(url: String, scheme: String, authority: String, path: String) throws {
        let address = try ServerAddress(url).parts()
        #expect([address.scheme, address.authority, address.path] == [scheme, authority, path])
    }

    @Test(arguments: [
        "", "h", "//h", "ftp://h", "https:/h", "https://", "https:///v1", "https://h?a=b", "https://h/#x",
        "https://{host}", "https://h /v1", "https://h\r\nX: y", "https://user:secret@h/v1", "https://user@h",
        "wss://h", "ws://h", "https://h/v1?x=1", "https://h/{x}", "https://h/a/../b", "https://h/a/%2E%2e/b",
        "https://h/.", "https://h\\@evil.example", "https://h%2Fevil.example", "https://h_x", "https://hé.example",
        "https://.h", "https://h..x", "https://h:", "https://h:0", "https://h:65536", "https://h:+80", "https://h:8 0",
        "https://[::1", "https://[h]", "https://[::1]x", "https://[::1]:x", "https://[]", "https://h/\u{1}",
        "https://.",
        "://h", "/v1", "https://h:80:90", "https://\u{301}h",
    ])
    func invalid(url: String) async throws {
        let fixture = CallFixture()
        let core = ClientCore(
            api: fixture.core.api, server: ServerAddress(url), credentials: CredentialSet(),
            transport: fixture.transport, options: fixture.core.options)
        let error = try await #require(throws: CallError.self) {
            try await core.send(RequestBuilder(.unlimited(.get), .default))
        }
        #expect(error.code == .invalidRequest)
        #expect(!"\(error)".contains("secret"))
        // The same reader for one call's own server.
        let other = try await #require(throws: CallError.self) {
            try await fixture.core.send(RequestBuilder(.unlimited(.get), CallOptions(server: url)))
        }
        #expect(other.code == .invalidRequest)
        #expect(fixture.sentAt.isEmpty)
    }

    @Test(arguments: [
        ("https://{t}.api.example/v1", "acme", "https://acme.api.example/v1"),
        ("https://{t}.api.example", "a.b-c", "https://a.b-c.api.example"),
        ("https://{t}", "h:8080", "https://h:8080"), ("https://{t}/v1", "[::1]:80", "https://[::1]:80/v1"),
        ("https://{t}:80/v1", "[::1]", "https://[::1]:80/v1"),
        ("https://h:{t}/v1", "8443", "https://h:8443/v1"), ("{t}://h", "http", "http://h"),
        ("http{t}://h", "s", "https://h"),
        ("https://h/{t}/v1", "a b?c#d/é%41", "https://h/a%20b%3Fc%23d/%C3%A9%2541/v1"),
        ("https://h/{t}", "/v1/", "https://h/v1"), ("https://h/{t}", "", "https://h"),
        ("{t}/v1", "https://h/base/", "https://h/base/v1"), ("https://x{t}.example", "", "https://x.example"),
    ])
    func variables(template: String, value: String, expected: String) {
        #expect(url(ServerAddress(template, ["t": value])) == expected)
    }

    /// No value leads out of its place, and with it the request and its credential to another host.
    @Test(arguments: [
        ("https://{t}.api.example/v1", "evil.example/"), ("https://{t}.api.example", "evil.example#"),
        ("https://{t}.api.example", "evil.example?"), ("https://{t}.api.example", "evil.example:80/"),
        ("https://{t}.api.example", "evil.example:80"), ("https://{t}.api.example", "u@evil.example"),
        ("https://{t}.api.example", "u:p@evil.example/"), ("https://{t}.api.example", ""),
        ("https://{t}.api.example", "evil.example\\"), ("https://{t}.api.example", "a\r\nHost: evil"),
        ("https://{t}.api.example", "."), ("https://{t}.api.example", "a."), ("https://{t}.api.example", "a b"),
        ("https://{t}.api.example", "[::1]"), ("https://{t}.api.example", "ä"), ("https://{t}.api.example", "%2F"),
        ("https://{t}", "evil.example/x"), ("https://{t}", "u@evil.example"), ("https://{t}", "h:x"),
        ("https://{t}", ""),
        ("https://h:{t}/v1", "80@evil.example"), ("https://h:{t}", ""), ("https://h:{t}", "80/x"),
        ("{t}://h", "https://evil.example/"), ("{t}://h", "javascript"), ("{t}://h", ""),
        ("https://h/{t}/v1", ".."), ("https://h/{t}/v1", "a/../../b"), ("https://h/{t}.", "."),
        ("{t}/v1", "evil.example"), ("{t}/v1", "https://u@h"), ("{t}{x}", "https://h"),
    ])
    func valuesThatLeadElsewhere(template: String, value: String) {
        let address = ServerAddress(template, ["t": value, "x": "/evil"])
        let error = #expect(throws: CallError.self) { try address.parts() }
        #expect(error?.code == .invalidRequest)
        #expect(value.count < 4 || error?.message.contains(value) == false)
    }

    /// RFC 3986, section 5.4, as far as a server's URL can have it.
    @Test(arguments: [
        ("https://a/b/c/d", "g", "https://a/b/c/g"), ("https://a/b/c/d", "./g", "https://a/b/c/g"),
        ("https://a/b/c/d", "g/", "https://a/b/c/g"), ("https://a/b/c/d", "/g", "https://a/g"),
        ("https://a/b/c/d", "//g", "https://g"), ("https://a/b/c/d", "", "https://a/b/c/d"),
        ("https://a/b/c/d", ".", "https://a/b/c"), ("https://a/b/c/d", "..", "https://a/b"),
        ("https://a/b/c/d", "../g", "https://a/b/g"), ("https://a/b/c/d", "../../../g", "https://a/g"),
        ("https://a/b/c/d", "/./g", "https://a/g"), ("https://a/b/c/d", "./g/.", "https://a/b/c/g"),
        ("https://a/b/c/d", "g/../h", "https://a/b/c/h"), ("https://a/b/c/d/", "../v3", "https://a/b/c/v3"),
        ("https://a/v1", "../v3", "https://a/v3"), ("https://a", "v3", "https://a/v3"), ("https://a", "/", "https://a"),
        ("http://a:8080/x/openapi.yaml", "http://b/c", "http://b/c"),
    ])
    func relative(base: String, reference: String, expected: String) {
        #expect(url(ServerAddress(reference, relativeTo: base)) == expected)
    }

    @Test(arguments: [
        ("https://a", "/v1?x"), ("https://a", "/v1#x"), ("https://a", "wss://b"), ("https://a", "//u@b"), ("a", "/v1"),
        ("https://a?x", "/v1"), ("https://u@a", "/v1"), ("https://a", "/%2e%2e/v1"), ("https://a", "mailto:x"),
    ])
    func referencesThatLeadNowhere(base: String, reference: String) {
        #expect(url(ServerAddress(reference, relativeTo: base)) == nil)
    }

    @Test func variablesOfRelativeURLs() {
        func relative(_ template: String, _ value: String) -> String? {
            url(ServerAddress(template, ["t": value], relativeTo: "https://a/b/c"))
        }
        #expect(relative("/{t}/v1", "x y") == "https://a/x%20y/v1")
        #expect(relative("../{t}", "x") == "https://a/x")
        #expect(relative("{t}/v1", "x") == "https://a/b/x/v1")
        #expect(relative("{t}/v1", "https://evil.example") == "https://a/b/https://evil.example/v1")
        #expect(relative("//{t}.example/v1", "x") == "https://x.example/v1")
        #expect(relative("//{t}.example/v1", "evil.example/") == nil)
        for step in ["..", "x/..", "../../x", "."] { #expect(relative("/b/{t}/v1", step) == nil, "\(step)") }
        // What begins like another host is a path.
        #expect(relative("/{t}", "/evil.example") == "https://a/evil.example")
        #expect(relative("{t}", "//evil.example/x") == "https://a/evil.example/x")
        #expect(relative("{t}/v1", "/") == "https://a/v1")
        #expect(relative("{t}", "mailto:x") == "https://a/b/mailto:x")
    }

    @Test(arguments: [
        ("https://h", "/books"), ("https://h/", "/books"), ("https://h/v1", "/v1/books"),
        ("https://h/v1/", "/v1/books"),
    ])
    func joined(server: String, path: String) throws {
        let operation = OperationDescriptor(id: "x", method: .put, path: "/books")
        let request = try RequestBuilder(operation, .default).request(to: ServerURL(server))
        #expect(request.path == path)
        #expect(request.authority == "h")
        #expect(request.scheme == "https")
        #expect(request.method == .put)
    }
}

import PacelineURLs
import Testing

/// Where references lead from the URL of a request (RFC 3986, section 5.4), as far as requests go there.
struct RequestURLTests {
    private let base = RequestURL(scheme: "http", authority: "a", path: "/b/c/d;p?q")

    @Test(
        arguments: [
            ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"), ("/g", "http://a/g"),
            ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"), ("#s", "http://a/b/c/d;p?q"),
            ("g#s", "http://a/b/c/g"), ("g?y#s", "http://a/b/c/g?y"), (";x", "http://a/b/c/;x"),
            ("g;x", "http://a/b/c/g;x"), ("", "http://a/b/c/d;p?q"), (".", "http://a/b/c/"), ("./", "http://a/b/c/"),
            ("..", "http://a/b/"), ("../", "http://a/b/"), ("../g", "http://a/b/g"), ("../..", "http://a/"),
            ("../../g", "http://a/g"), ("../../../g", "http://a/g"), ("/./g", "http://a/g"), ("/../g", "http://a/g"),
            ("g.", "http://a/b/c/g."), ("..g", "http://a/b/c/..g"), ("./../g", "http://a/b/g"),
            ("g;x=1/../y", "http://a/b/c/y"), ("g?y/../x", "http://a/b/c/g?y/../x"), ("http://h/x", "http://h/x"),
            ("http://h", "http://h/"), ("http://h?x", "http://h/?x"), ("https://h:8443/", "https://h:8443/"),
        ])
    func references(reference: String, url: String) throws {
        #expect(try RequestURL(reference, relativeTo: base).text == url)
    }

    @Test func origins() throws {
        #expect(try RequestURL("HTTP://A.example:80/x").origin == RequestURL("http://a.example").origin)
        #expect(try RequestURL("https://a:443").origin == RequestURL("https://a").origin)
        #expect(try RequestURL("https://a:80").origin != RequestURL("https://a").origin)
        #expect(try RequestURL("http://a").origin != RequestURL("https://a").origin)
        #expect(throws: URLProblem.notAbsolute) { try RequestURL("/a") }
        #expect(throws: URLProblem.user) { try RequestURL("https://b@a/") }
        #expect(throws: URLProblem.otherScheme) { try RequestURL("ftp://a/") }
    }
}

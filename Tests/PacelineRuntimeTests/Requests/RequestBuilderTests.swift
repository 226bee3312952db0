import HTTPTypes
@testable import PacelineRuntime
import PacelineURLs
import Testing

/// From a generated method's values to an HTTP request.
@Suite struct RequestBuilderTests {
    private static func request(
        _ path: String = "/books", server: String = "https://library.example/v1",
        _ fill: (inout RequestBuilder) -> Void = { _ in }
    ) throws -> HTTPRequest {
        var builder = RequestBuilder(OperationDescriptor(id: "x", method: .post, path: path), .default)
        fill(&builder)
        return try builder.request(to: ServerURL(server))
    }

    private static func path(_ value: some ParameterValue) throws -> String? {
        try request("/a/{id}/b", server: "http://h") { $0.path("id", value) }.path
    }

    /// RFC 3986, section 2.3: only unreserved characters stay as they are.
    @Test(arguments: [
        ("plain-._~09AZaz", "plain-._~09AZaz"), ("a b", "a%20b"), ("a/b", "a%2Fb"), ("../x", "..%2Fx"),
        ("a?b#c", "a%3Fb%23c"), ("100%", "100%25"), ("%2F", "%252F"), ("a+b&c=d", "a%2Bb%26c%3Dd"),
        (":@!$'()*,;", "%3A%40%21%24%27%28%29%2A%2C%3B"),
        ("é", "%C3%A9"), ("\u{1F600}", "%F0%9F%98%80"), ("\r\n", "%0D%0A"), ("\0", "%00"),
        ("[\\]^`{|}\"<>", "%5B%5C%5D%5E%60%7B%7C%7D%22%3C%3E"),
        ("...", "..."), ("{id}", "%7Bid%7D"),
    ])
    func pathEncoding(value: String, encoded: String) throws {
        #expect(try Self.path(value) == "/a/\(encoded)/b")
    }

    @Test func pathValues() throws {
        #expect(try Self.path(-7) == "/a/-7/b")
        #expect(try Self.path(true) == "/a/true/b")
        #expect(try Self.path(2.5) == "/a/2.5/b")
        #expect(
            try Self.path(CalendarDate(year: 2024, month: 2, day: 29) ?? .init(year: 1, month: 1, day: 1)!)
                == "/a/2024-02-29/b")
    }

    /// Values that would name another resource are refused: an empty segment, and those that are taken out on the way.
    @Test(arguments: ["", ".", ".."])
    func misleadingPathValues(value: String) {
        let error = #expect(throws: CallError.self) { try Self.path(value) }
        #expect(error?.code == .invalidRequest)
    }

    @Test func missingPathValue() {
        let error = #expect(throws: CallError.self) { try Self.request("/a/{id}") }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.contains("id") == true)
    }

    @Test func severalInOneSegment() throws {
        let request = try Self.request("/m/{from}..{to}.json", server: "http://h") {
            $0.path("to", "b")
            $0.path("from", ".")
        }
        #expect(request.path == "/m/...b.json")
    }

    @Test func query() throws {
        let request = try Self.request { builder in
            builder.query("q", "a b&c=é+")
            builder.query("absent", String?.none)
            builder.query("page size", 3)
            builder.query("empty", "")
            builder.queryList("tag", ["x", "y,z"])
            builder.queryList("none", [String]())
            builder.queryList("nothing", [Int]?.none)
        }
        #expect(request.path == "/v1/books?q=a%20b%26c%3D%C3%A9%2B&page%20size=3&empty=&tag=x&tag=y%2Cz")
    }

    @Test func header() throws {
        let request = try Self.request { builder in
            builder.header("X-Tenant", "acme")
            builder.header("X-Absent", Int?.none)
            builder.headerList("X-List", [1, 2, 3])
            builder.headerList("X-Empty", [Int]())
        }
        #expect(
            request.headerFields.map { "\($0.name): \($0.value)" } == [
                "X-Tenant: acme", "X-List: 1,2,3", "Accept: application/json",
            ])
    }

    @Test func acceptCanBeSet() throws {
        let request = try Self.request { $0.header("Accept", "text/csv") }
        #expect(request.headerFields.map(\.value) == ["text/csv"])
    }

    /// CR, LF and NUL would end the field, or the request, and begin another.
    @Test(arguments: ["a\r\nX-Evil: 1", "a\n", "\rb", "a\0b", "a\r\n\r\nGET / HTTP/1.1"])
    func headerInjection(value: String) {
        for fill in [{ $0.header("X", value) }, { $0.headerList("X", ["a", value]) }]
            as [(inout RequestBuilder) -> Void]
        {
            let error = #expect(throws: CallError.self) { try Self.request("/books", fill) }
            #expect(error?.code == .invalidRequest)
            #expect(error?.message.contains(value) == false)
        }
    }

    @Test(arguments: ["", "X Y", "X:", "X\r\n"])
    func headerNames(name: String) {
        #expect(throws: CallError.self) { try Self.request { $0.header(name, "v") } }
    }

    @Test func bodies() throws {
        var builder = RequestBuilder(.add, .default)
        #expect(builder.body.isNone)
        builder.optionalJSON([String]?.none)
        builder.text(nil, contentType: "text/plain")
        builder.bytes(nil, contentType: "image/png")
        #expect(builder.body.isNone)
        builder.json(["a"])
        #expect(builder.body.bytes == Array(#"["a"]"#.utf8))
        builder.text("é", contentType: "text/plain")
        #expect(builder.body.bytes == [0xC3, 0xA9])
        let request = try builder.request(to: ServerURL("http://h"))
        #expect(request.headerFields[.contentType] == "text/plain")
    }

    /// What JSON cannot hold is told when the request is made, not in the middle of the generated method.
    @Test func bodyThatCannotBeWritten() {
        let error = #expect(throws: CallError.self) { try Self.request { $0.json([Double.nan]) } }
        #expect(error?.code == .encoding)
        #expect(error?.underlying is JSONError)
    }
}

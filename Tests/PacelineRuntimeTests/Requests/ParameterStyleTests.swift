import HTTPTypes
@testable import PacelineRuntime
import PacelineURLs
import Testing

/// Values that are nested, hostile or open, where the specification's table of styles ends.
struct ParameterStyleTests {
    /// Members in an order of their own.
    private struct Filter: JSONValue {
        var name: String?
        var sizes: [Int]?
        var owners: [[String: String]]?
        var inner: [String: JSON]?

        init(name: String? = nil, sizes: [Int]? = nil, owners: [[String: String]]? = nil, inner: [String: JSON]? = nil)
        {
            (self.name, self.sizes, self.owners, self.inner) = (name, sizes, owners, inner)
        }

        init(reading reader: JSONReader) { self.init() }

        func write(to writer: JSONWriter) {
            writer.valueIfPresent("name", name)
            writer.valueIfPresent("sizes", sizes)
            writer.valueIfPresent("owners", owners)
            writer.valueIfPresent("inner", inner)
        }
    }

    private func request(
        _ path: String = "/p", _ fill: (inout RequestBuilder) -> Void
    ) throws -> HTTPRequest {
        var builder = RequestBuilder(OperationDescriptor(id: "x", method: .get, path: path), .default)
        fill(&builder)
        return try builder.request(to: ServerURL("http://h"))
    }

    private func query(_ fill: (inout RequestBuilder) -> Void) throws -> String {
        String(try request("/p", fill).path?.dropFirst("/p?".count) ?? "")
    }

    @Test func nestedMembers() throws {
        let filter = Filter(
            name: "a b", sizes: [1, 2], owners: [["k": "v"], ["k": "w"]], inner: ["x": ["y": .bool(true)]])
        #expect(
            try query { $0.query("f", filter, .deepObject, explode: true) }
                == "f%5Bname%5D=a%20b&f%5Bsizes%5D%5B%5D=1&f%5Bsizes%5D%5B%5D=2&f%5Bowners%5D%5B0%5D%5Bk%5D=v"
                + "&f%5Bowners%5D%5B1%5D%5Bk%5D=w&f%5Binner%5D%5Bx%5D%5By%5D=true")
    }

    /// No style has a form for what is nested in a member: it is JSON.
    @Test func nestedInOtherStyles() throws {
        let filter = Filter(sizes: [1, 2])
        #expect(try query { $0.query("f", filter, .form, explode: true) } == "sizes=%5B1%2C2%5D")
        #expect(try query { $0.query("f", [[1], [2, 3]], .form) } == "f=%5B1%5D,%5B2%2C3%5D")
    }

    @Test func nullIsNotSent() throws {
        #expect(try query { $0.query("f", JSON.null, .form) } == "")
        #expect(try query { $0.query("f", JSON.null, .json) } == "")
        #expect(try query { $0.query("f", ["a", nil, "b"] as [String?], .form) } == "f=a,b")
        #expect(try query { $0.query("f", ["a": JSON.null, "b": .integer(1)], .deepObject) } == "f%5Bb%5D=1")
    }

    /// A separator in a value is encoded, else it would separate.
    @Test func separatorsInValues() throws {
        #expect(try query { $0.query("f", ["a,b", "c d", "e|f&g"], .form) } == "f=a%2Cb,c%20d,e%7Cf%26g")
        #expect(try request("/{f}") { $0.path("f", ["a/b", "c,d"], .simple) }.path == "/a%2Fb,c%2Cd")
        #expect(try request("/{f}") { $0.path("f", ["a.b", "c;d"], .matrix) }.path == "/;f=a.b,c%3Bd")
    }

    /// RFC 6570, section 3.2.3, less what would end the value.
    @Test(arguments: [
        ("path:/a?b=c,d;e@f!$'()*", "path:/a?b=c,d;e@f!$'()*"), ("a&b+c", "a%26b%2Bc"), ("#[x]", "%23%5Bx%5D"),
        ("%2F and %", "%2F%20and%20%25"), ("%zz", "%25zz"), ("é", "%C3%A9"),
    ])
    func reservedCharacters(value: String, sent: String) throws {
        #expect(try query { $0.query("q", value, .form, explode: true, allowsReserved: true) } == "q=" + sent)
    }

    @Test func emptyListsWhereTheyAreAllowed() throws {
        #expect(try query { $0.query("q", [String](), .form, explode: true, sendsEmpty: true) } == "q=")
        #expect(try query { $0.query("q", [String]?.none, .form, explode: true, sendsEmpty: true) } == "")
        #expect(try query { $0.query("q", ["a"], .form, explode: true, sendsEmpty: true) } == "q=a")
    }

    @Test func cookiesGoTogether() throws {
        let request = try request { builder in
            builder.cookie("a", "x; y")
            builder.cookie("absent", String?.none)
            builder.cookie("b", [1, 2], explode: false)
        }
        #expect(request.headerFields[.cookie] == "a=x%3B%20y; b=1,2")
    }

    /// Header fields are not encoded, and cannot be left by a value.
    @Test func fieldsAreAsTheyAre() throws {
        let name = try #require(HTTPField.Name("X-F"))
        #expect(try request { $0.header("X-F", ["a b", "é"], .simple) }.headerFields[name] == "a b,é")
        let error = #expect(throws: CallError.self) { try request { $0.header("X-F", ["a\r\nX: 1"], .simple) } }
        #expect(error?.code == .invalidRequest)
    }

    @Test func whatJSONCannotHoldIsTold() throws {
        let error = #expect(throws: CallError.self) { try query { $0.query("q", [Double.nan], .form) } }
        #expect(error?.code == .encoding)
    }

    /// A template may have a query and a fragment, and characters that a URL cannot have.
    @Test func oddTemplates() throws {
        #expect(try request("/a b/é#part") { $0.query("q", 1) }.path == "/a%20b/%C3%A9?q=1")
        #expect(try request("/a?Action=List") { $0.query("q", 1) }.path == "/a?Action=List&q=1")
    }
}

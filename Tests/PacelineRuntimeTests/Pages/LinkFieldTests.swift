@testable import PacelineRuntime
import Testing

/// The `Link` field by RFC 8288.
struct LinkFieldTests {
    @Test(
        arguments: [
            ("<https://a.example/?page=2>; rel=\"next\"", "https://a.example/?page=2"),
            ("</a>; rel=prev, </b>; rel=next", "/b"),
            ("</a>;rel=\"prev next\"", "/a"), ("</a>; rel=\"NEXT\"", "/a"), ("</a> ; REL = next ;", "/a"),
            // Commas and angle brackets inside of URLs and of quoted strings.
            ("</a?x=1,2>; rel=prev; title=\"a, <b>; rel=next\", </c>; rel=next", "/c"),
            ("</a>; title=\"say \\\"next\\\", please\"; rel=\"next\"", "/a"), ("</a>; rel=next; rel=prev", "/a"),
            // Only the first `rel` counts, and a link from something else is no link of this page.
            ("</a>; rel=prev; rel=next", nil), ("</a>; rel=next; anchor=\"/other\", </b>; rel=next", "/b"),
            ("</a>; rel=nextish", nil), ("</a>; title=next", nil), ("</a>", nil), ("", nil), (",,</a>;rel=next", "/a"),
            ("<>; rel=next", ""), ("</a>;;rel=next", "/a"), ("</a>; title*=UTF-8'de'n%c3%a4chster; rel=next", "/a"),
            // What is not well-formed.
            ("/a; rel=next", nil), ("<a; rel=next", nil), ("</a>; rel=\"next", nil), ("</a> rel=next", nil),
            ("</a>; rel=\"next\\", nil), ("</a>; rel=\"next\" x, </b>; rel=next", nil),
        ] as [(String, String?)])
    func fields(value: String, target: String?) { #expect(LinkField.target(of: "next", in: value) == target) }

    @Test func longFields() {
        let many = (0..<20_000).map { "</\($0)>; rel=prev" }.joined(separator: ", ") + ", </next>; rel=next"
        #expect(LinkField.target(of: "next", in: many) == "/next")
        #expect(LinkField.target(of: "next", in: String(repeating: "<", count: 100_000)) == nil)
    }
}

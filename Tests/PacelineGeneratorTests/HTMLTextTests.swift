import Testing

@testable import PacelineSwiftViews

/// HTML in descriptions becomes Markdown, once; what is no element of HTML is shown as it is.
struct HTMLTextTests {
    @Test(arguments: [
        ("plain", "plain"), ("a < b & c", "a < b & c"), ("<b>bold</b> and <em>so</em>", "**bold** and *so*"),
        ("the <name> of &lt;it&gt;", "the \\<name> of \\<it>"), ("A &amp; B &copy;", "A & B &copy;"),
        ("<code>a<b>x</b></code>", "`ax`"), ("`<b>`", "`<b>`"), ("`a", "`a"),
        ("<https://x.example>", "<https://x.example>"),
        ("<a href=\"https://x.example\">there</a>", "[there](https://x.example)"), ("<a>there</a>", "there"),
        ("<ul><li>a</li><li>b</li></ul>", "\n\n- a\n- b\n\n"), ("a<br/>b", "a\nb"), ("<b", "\\<b"),
        ("<pre>x</pre>", "\n```\nx\n```\n"),
    ])
    func isMarkdown(_ html: String, _ markdown: String) {
        #expect(HTMLText.markdown(html) == markdown)
    }

    /// What operations say is taken apart into sentences as Markdown; it is not converted again.
    @Test func summariesAreConvertedOnce() {
        let generation = Generation(
            """
            openapi: 3.1.0
            info: { title: Shop, version: "1" }
            paths:
              /things:
                get:
                  operationId: getThing
                  summary: Gets the <name> of &lt;b&gt; and A &amp; B.
                  description: Reads <id> in full. Then &lt;i&gt; and <b>bold</b>.
                  responses: { '204': { description: none } }
            """)
        #expect(generation.text.contains("/// Gets the \\<name> of \\<b> and A & B.\n"))
        #expect(generation.text.contains("/// Reads \\<id> in full. Then \\<i> and **bold**.\n"))
    }
}

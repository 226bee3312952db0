import PacelineDiagnostics
import PacelineModel
import Testing

/// Servers that can be called, and what is said about the others.
struct ServerTests {
    private func loading(_ servers: String) -> Loading {
        Loading(
            "servers:\n\(servers)\npaths: { /a: { get: { operationId: a, responses: { '204': { description: A } } } } }"
        )
    }

    @Test(arguments: [
        "https://a.example/v1?x=1", "https://a.example/#x", "https://u:p@a.example", "wss://a.example",
        "ws://a.example",
        "ftp://a.example", "file:///a", "mailto:a", "https://a_b.example", "https://a.example:port", "https://{a",
        "https://",
        "https://a b.example", "//a.example?x", "/v1?x=1", "https://.example", "http://a.example:99999",
    ])
    func unusableServersAreSaidAndLeftOut(url: String) throws {
        let loading = loading("  - { url: '\(url)' }\n  - { url: 'https://b.example' }")
        #expect(loading.said == ["2:12 unusable-server"])
        #expect(loading.api?.servers.map(\.url) == ["https://b.example"])
        #expect(!loading.diagnostics.diagnostics.contains { $0.message.contains("u:p") })
    }

    @Test func variablesThatAreNotDeclaredAreTheCallers() throws {
        let loading = loading("  - url: 'https://{region}.example'\n    variables: { reigon: { default: north } }")
        #expect(loading.said == ["2:10 undeclared-server-variable", "3:18 unused-server-variable"])
        #expect(loading.api?.servers.first?.variables == [ServerVariable(name: "region", defaultValue: nil)])
    }

    @Test func defaultsAndValuesThatMakeNoURL() throws {
        let loading = loading(
            """
              - url: '{p}://{t}.example'
                variables:
                  p: { default: https, enum: [https, wss] }
                  t: { default: '' }
            """)
        #expect(loading.said == ["4:42 unusable-server-value", "5:21 unusable-server-value"])
        let variables = try #require(loading.api?.servers.first?.variables)
        #expect(variables.map(\.defaultValue) == ["https", nil])
        #expect(variables.map(\.values) == [["https"], []])
    }

    @Test(arguments: ["'{base}/v1'", "'{base}'"])
    func aVariableAtTheBeginningIsAURLOrAPath(url: String) throws {
        func isRelative(_ value: String) -> Bool? {
            loading("  - url: \(url)\n    variables: { base: { default: '\(value)' } }").api?.servers.first?.isRelative
        }
        #expect(isRelative("https://a.example") == false)
        #expect(isRelative("/api") == true)
    }

    @Test func serversOfOperationsNeedDefaults() throws {
        let loading = Loading(
            """
            paths:
              /a:
                get:
                  operationId: a
                  servers: [{ url: 'https://{t}.example', variables: { t: { default: t, enum: [t] } } }]
                  responses: { '204': { description: A } }
                put:
                  operationId: b
                  servers: [{ url: 'https://{t}.example' }]
                  responses: { '204': { description: A } }
            """)
        #expect(
            loading.said == [
                "5:58 fixed-server-variable", "9:24 undeclared-server-variable", "9:24 open-server-variable",
            ])
        #expect(loading.api?.operations.map { $0.server?.url } == ["https://t.example", nil])
    }
}

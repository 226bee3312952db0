@testable import PacelineMock
import PacelineModel
import Testing

@Suite struct RoutesTests {
    private func operation(_ method: Method, _ path: String) -> Operation {
        Operation(id: "\(method) \(path)", method: method, path: Fixtures.path(path), success: Response(status: .any))
    }

    private func match(
        _ method: String, _ path: String, in operations: [Operation], servers: [String] = []
    ) -> String {
        let routes = Routes(operations: operations, servers: servers.map { Server(url: $0) })
        switch routes.match(method: method, path: path) {
        case .operation(let index, let values):
            let text = values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            return ([operations[index].path.text] + text).joined(separator: " ")
        case .otherMethods(let methods): return "405 \(methods.joined(separator: ","))"
        case .unknown: return "404"
        }
    }

    @Test(arguments: [
        ("GET", "/queues", "/queues"),
        ("GET", "/queues/agents", "/queues/agents"),
        ("GET", "/queues/7", "/queues/{queueId} queueId=7"),
        ("DELETE", "/queues/agents", "/queues/{queueId} queueId=agents"),
        ("GET", "/queues/a%2Fb%20c", "/queues/{queueId} queueId=a/b c"),
        ("GET", "/queues/7/export.csv", "/queues/{queueId}/export.{format} format=csv queueId=7"),
        ("GET", "/queues/7/export.tar.gz", "/queues/{queueId}/export.{format} format=tar.gz queueId=7"),
        ("GET", "/queues/agents/import", "/queues/{queueId}/import queueId=agents"),
        ("GET", "/queues/", "404"),
        ("GET", "/queues/7/8", "404"),
        ("GET", "/", "404"),
        ("PATCH", "/queues/agents", "405 GET,DELETE"),
        ("HEAD", "/queues", "/queues"),
        ("OPTIONS", "/queues", "405 GET"),
    ])
    func matches(method: String, path: String, expected: String) {
        let operations = [
            operation(.get, "/queues/{queueId}"), operation(.delete, "/queues/{queueId}"),
            operation(.get, "/queues/{queueId}/export.{format}"), operation(.get, "/queues/{queueId}/import"),
            operation(.get, "/queues"), operation(.get, "/queues/agents"),
        ]
        #expect(match(method, path, in: operations) == expected)
    }

    /// The first segment decides, although the other template has as many literals.
    @Test func theFirstDifferenceDecides() {
        let operations = [operation(.get, "/{kind}/all"), operation(.get, "/books/{id}")]
        #expect(match("GET", "/books/all", in: operations) == "/books/{id} id=all")
    }

    @Test(arguments: [
        ("https://a.example/api/v1", "/api/v1/books", "/books"),
        ("https://a.example/api/v1/", "/api/v1/books", "/books"),
        ("https://a.example/api/v1", "/books", "/books"),
        ("/api", "/api/books", "/books"),
        ("https://a.example", "/books", "/books"),
        ("https://a.example/api", "/apibooks", "404"),
        // A path that only looks like one with the prefix.
        ("https://a.example/books", "/books", "/books"),
        ("https://a.example/books", "/books/books", "/books"),
    ])
    func serverPathsAreOptional(server: String, path: String, expected: String) {
        #expect(match("GET", path, in: [operation(.get, "/books")], servers: [server]) == expected)
    }

    @Test func variablesOfServersHaveTheirDefaults() {
        let server = Server(
            url: "https://{host}/{base}/v{major}",
            variables: [
                ServerVariable(name: "host", defaultValue: "a.example"),
                ServerVariable(name: "base", defaultValue: "api"), ServerVariable(name: "major", defaultValue: "2"),
            ])
        #expect(server.pathPrefix == "/api/v2")
    }
}

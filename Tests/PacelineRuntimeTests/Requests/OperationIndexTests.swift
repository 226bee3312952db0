import HTTPTypes
@testable import PacelineRuntime
import Testing

/// Which operation a request is of, by its method and its path.
struct OperationIndexTests {
    private static let paths = [
        "/pets/{id}", "/pets/mine", "/pets/{id}/toys/{toy}", "/pets/{id}/toys/first", "/pets/mine/toys/{toy}",
        "/files/{name}.json", "/files/{name}", "/files/{from}..{to}", "/search", "/search?kind=pet", "/a b/{x}", "/",
        "/repos/{owner}/{repo}:archive", "/pairs/{a}{b}", "/pages#one", "/files/{name}.min.json",
        "/search?kind={kind}&page={page}",
        "/search?kind=pet&page={page}",
    ]

    private func limits(_ server: ServerAddress = "https://pets.example/v1") -> LimitedRequests {
        LimitedRequests(
            api: APIDescriptor(generatedFor: .paceline0_2, id: "Pets", policies: []),
            operations: Self.paths.map { OperationDescriptor(id: $0, method: .get, path: $0) }
                + [OperationDescriptor(id: "delete", method: .delete, path: "/pets/{id}")],
            server: server)
    }

    private func operation(_ path: String, _ method: HTTPRequest.Method = .get, host: String? = nil) -> String? {
        limits().operation(of: HTTPRequest(method: method, scheme: "https", authority: host, path: path))?.id
    }

    @Test(
        arguments: [
            ("/pets/7", "/pets/{id}"), ("/pets/mine", "/pets/mine"), ("/pets/mine/", "/pets/mine"),
            ("/pets/m%69ne", "/pets/mine"), ("/pets/a%2Fb", "/pets/{id}"), ("/pets/a/b", nil),
            ("/pets/", nil), ("/pets/7/toys/first", "/pets/{id}/toys/first"),
            ("/pets/mine/toys/first", "/pets/mine/toys/{toy}"), ("/pets/7/toys/9?x=1", "/pets/{id}/toys/{toy}"),
            ("/files/a.json", "/files/{name}.json"), ("/files/a.json.json", "/files/{name}.json"),
            ("/files/a.txt", "/files/{name}"), ("/files/.json", "/files/{name}"),
            ("/files/a..b", "/files/{from}..{to}"), ("/files/a..", "/files/{name}"),
            ("/search", "/search"), ("/search?kind=pet&x=2", "/search?kind=pet"), ("/search?kind=toy", "/search"),
            ("/search?page=2&x&kind=toy", "/search?kind={kind}&page={page}"),
            ("/search?kind=pet&page=2", "/search?kind=pet&page={page}"),
            ("/files/a.min.json", "/files/{name}.min.json"),
            ("/a%20b/1", "/a b/{x}"), ("/", "/"), ("", "/"), ("/repos/o/r:archive", "/repos/{owner}/{repo}:archive"),
            ("/repos/o/r", nil), ("/pairs/xy", "/pairs/{a}{b}"), ("/pages", "/pages#one"), ("/PETS/7", nil),
            ("/pets/%ZZ", "/pets/{id}"),
        ] as [(String, String?)])
    func byPath(path: String, expected: String?) {
        #expect(operation(path) == expected)
    }

    @Test func valuesOfTheQuery() {
        let request = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/search?page=2&kind=t%26y")
        let builder = limits().builder(request, id: nil, body: nil, .default)
        #expect(["kind", "page"].map { builder.pathValue($0) } == ["t%26y", "2"])
    }

    @Test func byMethod() {
        #expect(operation("/pets/7", .delete) == "delete")
        #expect(operation("/pets/7", .post) == nil)
        #expect(operation("/pets/mine", .delete) == "delete")
    }

    /// The path of a request that names a host begins with that of the server's URL; others may, too.
    @Test(arguments: ["pets.example", "127.0.0.1:8080", nil])
    func belowTheServer(host: String?) {
        #expect(operation("/v1/pets/7", host: host) == "/pets/{id}")
        #expect(operation("/pets/7", host: host) == "/pets/{id}")
        #expect(operation("/v2/pets/7", host: host) == nil)
    }

    @Test func operationsWithServersOfTheirOwn() {
        let limits = LimitedRequests(
            api: APIDescriptor(generatedFor: .paceline0_2, id: "Pets", policies: []),
            operations: [
                OperationDescriptor(id: "get", method: .get, path: "/x"),
                OperationDescriptor(id: "upload", method: .get, path: "/x", server: "https://up.example/uploads"),
            ], server: "https://pets.example/v1", usesOperationServers: true)
        func find(_ host: String, _ path: String) -> String? {
            limits.operation(of: HTTPRequest(method: .get, scheme: "https", authority: host, path: path))?.id
        }
        #expect(find("pets.example", "/v1/x") == "get")
        #expect(find("up.example", "/uploads/x") == "upload")
    }

    /// Long texts and many parameters take no longer than their length.
    @Test func hostileTemplates() {
        let many = "/" + (0..<200).map { "{p\($0)}a" }.joined()
        let limits = LimitedRequests(
            api: APIDescriptor(generatedFor: .paceline0_2, id: "Pets", policies: []),
            operations: [OperationDescriptor(id: "many", method: .get, path: many)], server: "https://pets.example")
        let path = "/" + String(repeating: "a", count: 20_000) + "b"
        #expect(limits.operation(of: HTTPRequest(method: .get, scheme: nil, authority: nil, path: path)) == nil)
    }
}

import Foundation
@testable import PacelineMock
import PacelineModel
import PacelinePolicy
import Testing

@Suite struct MockTests {
    private let time = VirtualTime()

    private func server(_ api: API? = nil, _ options: Mock.Options = .init()) throws -> Mock {
        try Fixtures.server(api, options, time: time.mockTime)
    }

    private func response(_ server: Mock, _ request: MockRequest) async -> MockResponse {
        await server.response(request, received: server.now)
    }

    @Test func operationsAreAnsweredWithSamples() async throws {
        let server = try server()
        let list = await response(server, Fixtures.listBooks())
        #expect(list.status == 200)
        #expect(list.text == #"[{"title":"Emma","pages":1}]"#)
        let removed = await response(server, MockRequest(method: "DELETE", target: "/v1/books/7"))
        #expect(removed == MockResponse(status: 204))
    }

    @Test(arguments: [
        ("GET", "/books?shelf=a", "", 401, "credentials"),
        ("GET", "/books", "Bearer t", 400, "query parameter 'shelf'"),
        ("GET", "/books?shelf=a", "Basic t", 401, "credentials"),
        ("POST", "/books", "bearer t", 400, "The body (application/json) is missing"),
        ("PUT", "/books", "", 405, "PUT"),
        ("GET", "/shelves", "", 404, "/shelves"),
    ])
    func mistakes(method: String, target: String, authorization: String, status: Int, detail: String) async throws {
        let response = await response(
            try server(),
            MockRequest(method: method, target: target, fields: [.init("Authorization", authorization)]))
        #expect(response.status == status)
        #expect(response.fields[0] == .init("Content-Type", "application/problem+json"))
        #expect(response.text.contains(detail))
        let expected: [MockRequest.Pair] =
            switch status {
            case 401: [.init("WWW-Authenticate", "Bearer")]
            case 405: [.init("Allow", "GET, POST")]
            default: []
            }
        #expect(Array(response.fields.dropFirst()) == expected)
    }

    @Test(arguments: [
        (MockRequest.Body.bytes(Array("{".utf8)), 400), (.bytes(Array(#"{"title":"a"}"#.utf8)), 201), (.tooLarge, 413),
    ])
    func bodies(body: MockRequest.Body, status: Int) async throws {
        let request = MockRequest(
            method: "POST", target: "/books", fields: [.init("Authorization", "Bearer t")], body: body)
        #expect(await response(try server(), request).status == status)
    }

    @Test func optionsTellsTheMethods() async throws {
        let response = await response(try server(), MockRequest(method: "OPTIONS", target: "/books"))
        #expect(response == MockResponse(status: 204, fields: [.init("Allow", "GET, POST")]))
    }

    @Test func theQuotaIsEnforcedForEachCredential() async throws {
        let server = try server()
        var statuses: [Int] = []
        for token in ["a", "a", "a", "a", "b"] {
            statuses.append(await response(server, Fixtures.listBooks(token: token)).status)
        }
        #expect(statuses == [200, 200, 200, 429, 200])
        time.advance(10 * second + 1)
        let later = await response(server, Fixtures.listBooks(token: "a"))
        #expect(later.status == 200)
        #expect(
            server.summary.text
                == "6 requests, 5 admitted, 1 refused; per-reader: at most 3 of 3 requests in any 10 s, 1 refused")
    }

    /// Mistakes count, unknown paths do not.
    @Test func whatMeansAnOperationCounts() async throws {
        let server = try server()
        let mistake = MockRequest(method: "GET", target: "/books", fields: [.init("Authorization", "Bearer t")])
        for request in [mistake, mistake, mistake] {
            #expect(await response(server, request).status == 400)
            #expect(await response(server, MockRequest(method: "GET", target: "/shelves")).status == 404)
        }
        #expect(await response(server, Fixtures.listBooks()).status == 429)
    }

    @Test func refusalsCarryTheMessageAndOnDemandTheWait() async throws {
        let forms: [(Mock.RetryAfter?, [MockRequest.Pair])] = [
            // Nine and a half seconds and a nanosecond, rounded up.
            (nil, []), (.seconds, [.init("Retry-After", "10")]), (.milliseconds, [.init("retry-after-ms", "9501")]),
            (
                .date,
                [
                    .init("Date", "Tue, 14 Nov 2023 22:13:20 GMT"),
                    .init("Retry-After", "Tue, 14 Nov 2023 22:13:31 GMT"),
                ]
            ),
        ]
        for (form, expected) in forms {
            let time = VirtualTime(epoch: 1_700_000_000 * second)
            let server = try Fixtures.server(nil, .init(retryAfter: form), time: time.mockTime)
            for _ in 0..<3 { _ = await response(server, Fixtures.listBooks()) }
            time.advance(second / 2)
            let refused = await response(server, Fixtures.listBooks())
            #expect(refused.status == 429)
            #expect(refused.text.contains(Fixtures.message))
            #expect(Array(refused.fields.dropFirst()) == expected)
        }
    }

    /// The policy that refuses speaks, not the first one.
    @Test func theRefusingPolicyAnswers() async throws {
        let strict = RateLimitPolicy(
            name: "strict", numbers: .quota(1, per: .milliseconds(1_000)),
            refusal: .init(statuses: [.code(403)]))
        let server = try server(Fixtures.api(policies: [Fixtures.perReader, strict]))
        _ = await response(server, Fixtures.listBooks())
        let refused = await response(server, Fixtures.listBooks())
        #expect(refused.status == 403)
        #expect(refused.text.contains("strict"))
    }

    @Test func theClientParameterIsAKeyOfItsOwn() async throws {
        var api = try Fixtures.api(policies: [
            RateLimitPolicy(
                name: "p", numbers: .quota(1, per: .milliseconds(1_000)), per: [.client("tenant")])
        ])
        api.operations[0].parameters[1].source = .client("tenant")
        let server = try server(api)
        var statuses: [Int] = []
        for tenant in ["a", "b", "a"] {
            var request = Fixtures.listBooks()
            request.fields.append(.init("x-tenant", tenant))
            statuses.append(await response(server, request).status)
        }
        #expect(statuses == [200, 200, 429])
    }

    @Test func theLogHasALineForEachDecisionInOrder() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).jsonl").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try "old".write(toFile: path, atomically: true, encoding: .utf8)
        let latency = Duration.milliseconds(20)...Duration.milliseconds(120)
        let server = try server(nil, .init(latency: .uniform(latency), logPath: path))
        for _ in 0..<4 { _ = await response(server, Fixtures.listBooks(token: "secret")) }
        _ = await response(server, MockRequest(method: "GET", target: "/shelves?key=secret"))
        try server.checkLog()

        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(!text.contains("secret"))
        let lines = try text.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
        #expect(lines.map(\.status) == [200, 200, 200, 429, 404])
        #expect(lines.map(\.admitted) == [true, true, true, false, true])
        #expect(lines.map(\.operation) == ["listBooks", "listBooks", "listBooks", "listBooks", nil])
        #expect(lines.map { $0.policies.map(\.inWindow) } == [[1], [2], [3], [4], []])
        for line in lines {
            #expect((20...120).contains(line.beforeMilliseconds) && (20...120).contains(line.afterMilliseconds))
            // On virtual time the decision comes exactly one delay after the head.
            #expect(abs(line.arrival - line.received - line.beforeMilliseconds / 1_000) < 1e-9)
        }
        #expect(Set(lines.flatMap { [$0.beforeMilliseconds, $0.afterMilliseconds] }).count == 10)
    }

    private struct Line: Decodable {
        struct Policy: Decodable { var inWindow: Double }
        var arrival, received, beforeMilliseconds, afterMilliseconds: Double
        var operation: String?
        var policies: [Policy]
        var admitted: Bool
        var status: Int
    }

    /// Query and body stand in the log when asked for, on one line, credentials in neither.
    @Test func theLogHasTheContentOnDemand() async throws {
        var api = try Fixtures.api()
        api.securitySchemes.append(SecurityScheme(id: SecuritySchemeID("key"), placement: .query("key")))
        let requests = [
            ("/books?shelf=a+b%26&key=secret&key%5Ba%5D=secret", ""), ("/books", "{\"title\":\r\n \"A\\nB\"}"),
            ("/books", "a=1\nb"), ("/books", "\u{FEFF}{}"), ("/books", "1,2"), ("/books", "false"),
        ]
        let contents = [
            #""query":"shelf=a%20b%26&key=REDACTED&key%5Ba%5D=REDACTED","body":null}"#,
            #""query":"","body":{"title":   "A\nB"}}"#, #""query":"","body":"a=1\nb"}"#,
            "\"query\":\"\",\"body\":\"\u{FEFF}{}\"}", #""query":"","body":"1,2"}"#, #""query":"","body":false}"#,
        ]
        for logsContent in [true, false] {
            let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).jsonl").path
            defer { try? FileManager.default.removeItem(atPath: path) }
            let server = try server(api, .init(logPath: path, logsContent: logsContent))
            for (target, body) in requests {
                let fields = [MockRequest.Pair("Authorization", "Bearer secret"), .init("Cookie", "a=secret")]
                _ = await response(
                    server, MockRequest(method: "POST", target: target, fields: fields, body: .bytes(Array(body.utf8))))
            }
            _ = await response(server, MockRequest(method: "POST", target: "/books", body: .tooLarge))
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(!text.contains("secret"))
            let lines = text.split(separator: "\n")
            #expect(lines.count == requests.count + 1)
            for (line, content) in zip(lines, contents + [#""query":"","body":null}"#]) {
                #expect(line.hasSuffix(content) == logsContent, "\(line)")
                #expect(try JSONSerialization.jsonObject(with: Data(line.utf8)) is [String: Any])
            }
        }
    }

    @Test func aLogThatCannotBeCreatedIsReported() {
        #expect(throws: Mock.Failure.self) {
            try server(nil, .init(logPath: "/nonexistent/log.jsonl"))
        }
    }

    @Test func theSameSeedDrawsTheSameDelays() async throws {
        let options = Mock.Options(latency: .uniform(.zero ... .seconds(1)), seed: 9)
        var ends: [Nanoseconds] = []
        for options in [options, options, .init(latency: options.latency, seed: 10)] {
            let time = VirtualTime()
            let server = try Fixtures.server(nil, options, time: time.mockTime)
            for _ in 0..<5 { _ = await response(server, Fixtures.listBooks()) }
            ends.append(server.now)
        }
        #expect(ends[0] == ends[1])
        #expect(ends[0] != ends[2])
    }
}

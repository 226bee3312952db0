#if MockServer
import Foundation
import PacelineMock
import PacelineMockServer
import PacelineModel
import PacelinePolicy
import Testing

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// The real server on a free port of loopback, with URLSession as the client.
@Suite struct LoopbackTests {
    private struct Client {
        var base: String
        let session = URLSession(configuration: .ephemeral)

        func send(_ method: String, _ target: String, body: Data? = nil) async throws -> (
            status: Int, text: String, HTTPURLResponse
        ) {
            var request = URLRequest(url: try #require(URL(string: base + target)))
            request.httpMethod = method
            request.httpBody = body
            if body != nil { request.setValue("application/json", forHTTPHeaderField: "Content-Type") }
            request.setValue("Bearer t", forHTTPHeaderField: "Authorization")
            let (data, response) = try await session.data(for: request)
            let http = try #require(response as? HTTPURLResponse)
            return (http.statusCode, String(decoding: data, as: UTF8.self), http)
        }
    }

    /// Runs the server for as long as the body runs.
    private func withServer(
        _ options: Mock.Options = .init(), api: API? = nil, _ body: (Client) async throws -> Void
    ) async throws -> Mock.Summary {
        let server = MockServer(try Fixtures.server(api, options))
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { port.finish() }
                try await server.run { port.yield($0) }
            }
            let chosen = await ports.first { _ in true }
            try await body(Client(base: "http://127.0.0.1:\(try #require(chosen))"))
            group.cancelAll()
        }
        return server.summary
    }

    @Test func answersAndMistakes() async throws {
        // Ten minutes, in which a busy machine sends them all.
        let summary = try await withServer(.init(windowScale: 60)) { client in
            let admitted = try await client.send("GET", "/v1/books?shelf=a")
            #expect(admitted.status == 200)
            #expect(admitted.text == #"[{"title":"Emma","pages":1}]"#)
            #expect(admitted.2.value(forHTTPHeaderField: "Content-Type") == "application/json")
            #expect(try await client.send("GET", "/books").status == 400)
            #expect(try await client.send("POST", "/books", body: Data(#"{"title":"x"}"#.utf8)).status == 201)
            let refused = try await client.send("GET", "/books?shelf=a")
            #expect(refused.status == 429)
            #expect(refused.text.contains(Fixtures.message))
            #expect(try await client.send("GET", "/shelves").status == 404)
            let unknown = try await client.send("PUT", "/books")
            #expect(unknown.status == 405)
            #expect(unknown.2.value(forHTTPHeaderField: "Allow") == "GET, POST")
            let head = try await client.send("HEAD", "/books?shelf=a")
            #expect(head.status == 429)
            #expect(head.text.isEmpty)
            let other = try await client.send("DELETE", "/books/1")
            #expect(other.status == 429)
        }
        #expect(summary.requests == 8)
        #expect(summary.refused == 3)
    }

    /// What is too large is read to its end, so that the connection serves the next request.
    @Test func largeBodies() async throws {
        let summary = try await withServer { client in
            let large = try await client.send("POST", "/books", body: Data(count: 1_500_000))
            #expect(large.status == 413)
            let next = try await client.send("GET", "/books?shelf=a")
            #expect(next.status == 200)
        }
        #expect(summary.requests == 2)
    }

    /// What the policies declare is sent with every response, refusals are as they declare them.
    @Test func quotaFieldsAndRefusals() async throws {
        let names = QuotaFields.Names(remaining: .header("X-Left"), reset: .init(.header("X-Reset"), .epoch))
        let policy = RateLimitPolicy(
            name: "p", numbers: .quota(1, per: .milliseconds(3_600_000), algorithm: .fixed(.first)),
            refusal: .init(
                statuses: [.code(403)], conditions: [.init(.body("/error/code"), .anyOf(["spent"]))]),
            fields: .named(names))
        _ = try await withServer(.init(retryAfter: .date), api: Fixtures.api(policies: [policy])) { client in
            let admitted = try await client.send("DELETE", "/books/1").2
            #expect(admitted.statusCode == 204)
            #expect(admitted.value(forHTTPHeaderField: "X-Left") == "0")
            let reset = admitted.value(forHTTPHeaderField: "X-Reset").flatMap { Double($0) }
            #expect(abs(try #require(reset) - Date().timeIntervalSince1970 - 3_600) < 60)
            let refused = try await client.send("DELETE", "/books/1")
            #expect(refused.status == 403)
            #expect(refused.text.contains(#""error":{"code":"spent"}"#))
            #expect(refused.2.value(forHTTPHeaderField: "Date")?.hasSuffix(" GMT") == true)
            #expect(refused.2.value(forHTTPHeaderField: "Retry-After")?.hasSuffix(" GMT") == true)
        }
    }

    /// Places are free when bodies have been sent, the empty ones of DELETE and HEAD, too: a client that waits for each
    /// end is never refused.
    @Test(arguments: [0, 10])
    func concurrency(bodyDelay: Int) async throws {
        var options = Mock.Options()
        options.bodyDelay = .milliseconds(bodyDelay)
        let api = try Fixtures.api(policies: [RateLimitPolicy(name: "p", numbers: .concurrency(1))])
        let summary = try await withServer(options, api: api) { client in
            for method in ["GET", "HEAD", "DELETE", "GET", "GET"] {
                let target = method == "DELETE" ? "/books/1" : "/books?shelf=a"
                let response = try await client.send(method, target)
                #expect(response.status / 100 == 2)
            }
        }
        #expect(summary.requests == 5)
        #expect(summary.refused == 0)
    }

    /// Many at once: none is lost, exactly the quota is admitted, and the delays have them overtake each other.
    @Test func manyConnections() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).jsonl").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let options = Mock.Options(
            latency: .uniform(.zero ... .milliseconds(20)), windowScale: 100, logPath: path)
        let summary = try await withServer(options) { client in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<60 { group.addTask { try await client.send("GET", "/books?shelf=a").status } }
                return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
            #expect(statuses == [200: 3, 429: 57])
        }
        #expect(summary.requests == 60)
        #expect(summary.policies[0].mostInWindow == 3)
        #expect(summary.policies[0].refused == 57)

        struct Line: Decodable { var arrival, received: Double }
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let lines = try text.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
        #expect(lines.count == 60)
        #expect(lines.map(\.arrival) == lines.map(\.arrival).sorted())
        #expect(lines.map(\.received) != lines.map(\.received).sorted())
    }
}
#endif

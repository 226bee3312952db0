import HTTPTypes
import PacelineLimiter
import PacelineRuntime
import Testing

@testable import Goldens

/// Bodies as a server on loopback receives them, byte by byte, from generated methods over each transport.
@Suite(.timeLimit(.minutes(3))) struct BodyWireTests {
    /// What the server received of the only call that `call` makes.
    private func received(
        _ kind: TransportKind, answering response: String = "HTTP/1.1 204 No Content\r\n\r\n",
        _ call: (String, any Transport, ClientOptions) async throws -> Void
    ) async throws -> SocketServer.Received {
        let server = SocketServer(answering: { _ in response })
        defer { server.stop() }
        try await call("http://127.0.0.1:\(server.port)", kind.make(), ClientOptions(limiter: RateLimiter()))
        #expect(server.requests.count == 1)
        return try #require(server.requests.first)
    }

    private func multipart(
        _ kind: TransportKind, _ call: (Multipart) async throws -> Void
    ) async throws -> (type: String, body: String) {
        let request = try await received(kind) { url, transport, options in
            try await call(Multipart(server: .init(url: url), transport: transport, options: options))
        }
        let type = try #require(request.values("Content-Type").first)
        let boundary = try #require(type.split(separator: "boundary=").last?.prefix { $0 != ";" })
        #expect(boundary.count >= 16)
        return (
            type.replacing(boundary, with: "B"),
            String(decoding: request.body, as: UTF8.self).replacing(boundary, with: "B")
        )
    }

    @Test(arguments: TransportKind.allCases)
    func mixedPartsSayWhatTheyAre(kind: TransportKind) async throws {
        let sent = try await multipart(kind) { try await $0.mixed(a: "é", b: .init(name: "n")) }
        #expect(sent.type == "multipart/mixed; boundary=B")
        #expect(
            sent.body == """
                --B\r
                Content-Disposition: form-data; name="a"\r
                Content-Type: text/plain; charset=utf-8\r
                \r
                é\r
                --B\r
                Content-Disposition: form-data; name="b"\r
                Content-Type: application/json\r
                \r
                {"name":"n"}\r
                --B--\r

                """)
    }

    @Test(arguments: TransportKind.allCases)
    func relatedPartsBelongToTheFirst(kind: TransportKind) async throws {
        let sent = try await multipart(kind) {
            try await $0.related(
                meta: .init(name: "n"), media: FormFile([65], filename: "a.png", contentType: "image/png\r\nX: y"))
        }
        #expect(sent.type == #"multipart/related; boundary=B; type="application/json""#)
        #expect(
            sent.body == """
                --B\r
                Content-Disposition: form-data; name="meta"\r
                Content-Type: application/json\r
                Content-ID: <meta>\r
                \r
                {"name":"n"}\r
                --B\r
                Content-Disposition: form-data; name="media"; filename="a.png"\r
                Content-Type: image/pngX: y\r
                Content-ID: <media>\r
                \r
                A\r
                --B--\r

                """)
        let any = try await multipart(kind) {
            try await $0.anyRelated(body: [FormPart("a b", "x"), FormPart("c", [66], contentType: "image/gif")])
        }
        #expect(any.type == #"multipart/related; boundary=B; type="text/plain; charset=utf-8""#)
        #expect(any.body.contains("Content-ID: <a%20b>\r\n\r\nx\r\n--B\r\n"))
    }

    @Test(arguments: TransportKind.allCases)
    func filesAndWhatStandsInTheirPlace(kind: TransportKind) async throws {
        func file(_ name: String) -> FormFile { FormFile([65], filename: name) }
        let sent = try await multipart(kind) {
            try await $0.files(
                one: file("1"), oneOrURL: .value("https://a.example/b"), oneOrMeta: .value(.init(name: "n")),
                many: [file("2"), file("3")], manyOrIDs: [.file(file("4")), .value(7)], untold: file("5"),
                list: [file("6")],
                additionalParts: [FormPart("extra", "x"), FormPart("more", [66], contentType: "a/b")])
        }
        #expect(sent.type == "multipart/form-data; boundary=B")
        let parts = sent.body.split(separator: "--B\r\n").map {
            $0.replacing("Content-Disposition: form-data; ", with: "").replacing("\r\n", with: "|")
        }
        #expect(
            parts == [
                #"name="one"; filename="1"|Content-Type: application/octet-stream||A|"#,
                #"name="oneOrURL"||https://a.example/b|"#,
                #"name="oneOrMeta"|Content-Type: application/json||{"name":"n"}|"#,
                #"name="many"; filename="2"|Content-Type: application/octet-stream||A|"#,
                #"name="many"; filename="3"|Content-Type: application/octet-stream||A|"#,
                #"name="manyOrIDs"; filename="4"|Content-Type: application/octet-stream||A|"#, #"name="manyOrIDs"||7|"#,
                #"name="untold"; filename="5"|Content-Type: image/gif||A|"#,
                #"name="list"; filename="6"|Content-Type: application/octet-stream||A|"#,
                #"name="extra"||x|"#, #"name="more"|Content-Type: a/b||B|--B--|"#,
            ])
        let other = try await multipart(kind) {
            try await $0.files(oneOrURL: .file(file("1")), oneOrMeta: .file(file("2")))
        }
        #expect(other.body.contains(#"name="oneOrURL"; filename="1""#))
        #expect(other.body.contains(#"name="oneOrMeta"; filename="2""#))
        #expect(!other.body.contains("name=\"one\""))
    }

    @Test(arguments: TransportKind.allCases)
    func partsAreWrittenAsTheirEncodingSays(kind: TransportKind) async throws {
        let sent = try await multipart(kind) {
            try await $0.encodings(
                xml: "<a/>", xmls: ["<b/>", "<c/>"], csv: ["1,2", "3"], note: "# n", json: "q", joined: ["a b", "c"],
                piped: [1, 2], deep: .init(a: 1, b: "x&y"), headed: "h")
        }
        let parts = sent.body.split(separator: "--B\r\n").map {
            $0.replacing("Content-Disposition: form-data; ", with: "").replacing("\r\n", with: "|")
        }
        #expect(
            parts == [
                #"name="xml"|Content-Type: application/xml||<a/>|"#, #"name="xmls"|Content-Type: text/xml||<b/>|"#,
                #"name="xmls"|Content-Type: text/xml||<c/>|"#, #"name="csv"|Content-Type: text/csv||1,2|"#,
                #"name="csv"|Content-Type: text/csv||3|"#, #"name="note"|Content-Type: text/markdown||# n|"#,
                #"name="json"|Content-Type: application/json||"q"|"#, #"name="joined"||a b,c|"#,
                #"name="piped"||1|2|"#, #"name="deep[a]"||1|"#, #"name="deep[b]"||x&y|"#, #"name="headed"||h|--B--|"#,
            ])
    }

    @Test(arguments: TransportKind.allCases)
    func textsAreSentAsTheyAre(kind: TransportKind) async throws {
        func sent(_ call: (Texts) async throws -> Void) async throws -> String {
            let request = try await received(kind) { url, transport, options in
                try await call(Texts(server: .init(url: url), transport: transport, options: options))
            }
            return "\(request.values("Content-Type").first ?? "-"): \(String(decoding: request.body, as: UTF8.self))"
        }
        #expect(
            try await sent { _ = try await $0.yaml(body: "a: 1\nb: \"x\"\n") } == "application/yaml: a: 1\nb: \"x\"\n")
        #expect(try await sent { try await $0.yamlOfAnything(body: "- é") } == "text/x-yaml: - é")
        #expect(try await sent { try await $0.both.yamlOrJSON(body: "s") } == #"application/json: "s""#)
        #expect(try await sent { try await $0.both.yamlOrJSONAsText(body: "s") } == "application/yaml: s")
        #expect(
            try await sent { try await $0.yamlOfAnObject(body: .init(text: "t")) } == #"application/yaml: {"text":"t"}"#
        )
        #expect(try await sent { try await $0.formText(body: "a=1&b") } == "application/x-www-form-urlencoded: a=1&b")
        #expect(try await sent { try await $0.csv(body: "1,2") } == "text/csv: 1,2")
        #expect(
            try await sent { try await $0.uploadJSON(body: .text(#"{"a": 1}"#)) } == #"application/json: {"a": 1}"#
        )
        #expect(try await sent { _ = try await $0.putAnyText(body: "t") } == "text/plain: t")
        #expect(try await sent { _ = try await $0.putAnyText(body: "t", contentType: "text/x") } == "text/x: t")
        #expect(try await sent { try await $0.putTextRange(body: "t") } == "text/plain: t")
    }

    @Test(arguments: TransportKind.allCases)
    func answersOfOpenMediaTypes(kind: TransportKind) async throws {
        func read<Value>(
            _ type: String, _ body: String, status: String = "200 OK", _ call: (Texts) async throws -> Value
        ) async throws -> Value {
            let head = "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n"
            let field = type.isEmpty ? "" : "Content-Type: \(type)\r\n"
            var value: Value?
            _ = try await received(kind, answering: "\(head)\(field)\r\n\(body)") { url, transport, options in
                value = try await call(Texts(server: .init(url: url), transport: transport, options: options))
            }
            return try #require(value)
        }
        #expect(try await read("application/json", #""a\u00e9""#) { try await $0.putAnyText(body: "") } == "aé")
        #expect(try await read("application/problem+json; x=y", #""a""#) { try await $0.putAnyText(body: "") } == "a")
        #expect(try await read("application/json", "{}") { try await $0.putAnyText(body: "") } == "{}")
        #expect(try await read("text/plain", #""a""#) { try await $0.putAnyText(body: "") } == #""a""#)
        #expect(try await read("", "a") { try await $0.putAnyText(body: "") } == "a")
        #expect(
            try await read("application/json", #""a""#) { try await $0.downloadJSON().bytes() } == Array(#""a""#.utf8))
        #expect(try await read("application/json", "{ }") { try await $0.downloadJSON().bytes() } == Array("{ }".utf8))
        #expect(try await read("text/plain", "7") { try await $0.anyNumber() } == 7)
        #expect(
            try await read("application/hal+json", #"{"text":"t"}"#) { try await $0.jsonRange(body: .init()) }.text
                == "t")
        #expect(try await read("text/csv", "1,2") { try await $0.textRange() } == "1,2")
        #expect(try await read("application/octet-stream", "ab") { try await $0.fileOrNothing()?.bytes() } == [97, 98])
        #expect(try await read("", "", status: "202 Accepted") { try await $0.fileOrNothing() == nil })
        #expect(try await read("text/plain", "t") { try await $0.textOrNothing() } == "t")
        #expect(try await read("", "", status: "202 Accepted") { .some(try await $0.textOrNothing()) } == .some(nil))
    }

    /// A body of GET: where a transport cannot send it, nothing is sent and nothing drawn; where it can, it is.
    @Test(arguments: TransportKind.allCases)
    func bodiesOfMethodsThatHaveNone(kind: TransportKind) async throws {
        let server = SocketServer(answering: { _ in "HTTP/1.1 204 No Content\r\n\r\n" })
        defer { server.stop() }
        let client = GetBodies(
            server: .init(url: "http://127.0.0.1:\(server.port)"), transport: kind.make(),
            options: ClientOptions(limiter: RateLimiter()))
        do {
            try await client.search(body: .init(q: "x"))
            #expect(!kind.isURLSession)
            #expect(
                server.requests.map(\.method) == ["GET"] && server.requests.first?.body == Array(#"{"q":"x"}"#.utf8))
        } catch {
            #expect(kind.isURLSession)
            #expect(error.code == .invalidRequest && error.attempts == 0 && server.requests.isEmpty)
            // The only unit of the hour is still there.
            try await client.getCharge(id: "7")
            #expect(server.requests.map(\.method) == ["GET"])
        }
    }
}
